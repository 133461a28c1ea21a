import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import {
  alignedReport,
  countedTallies,
  countsFromOf,
  followedClock,
} from '../../../src/core/rollout/evidence-clock.ts'
import type { Report } from '../../../src/core/reporting/report.ts'
import { SLICE_MS, type Tally } from '../../../src/core/reporting/tally.ts'
import { tally } from '../../support/evidence.ts'
import { report } from '../../support/reports.ts'

const NOW = 1_000_000

const slicesOf = (tallies: readonly { readonly slice: number }[]) =>
  tallies.map(({ slice }) => slice)

describe('the slices of a report', () => {
  const REVISION = 7
  const at = (slice: number, started = 1) => tally({ slice, started })

  /** Slices after the alignment. The isolate follows the current revision unless a field says otherwise. */
  const aligned = (slices: readonly Tally[], fields: Partial<Report> = {}) =>
    slicesOf(
      alignedReport(report(slices, { revision: REVISION, ...fields }), REVISION, NOW).tallies
    )

  describe.each([
    ['that carries its time', (skew: number) => ({ sentAt: NOW + skew * SLICE_MS })],
    ['of an older version, without its time', () => ({})],
  ])('%s', (_, fieldsAt) => {
    it.each([
      ['that is right', 0],
      ['that is a minute behind', -60],
      ['that is a minute ahead', 60],
    ])('stay as they are by a clock %s', (__, skew) => {
      expect(aligned([at(995 + skew), at(1000 + skew)], fieldsAt(skew))).toEqual([
        995 + skew,
        1000 + skew,
      ])
    })

    it.each([
      ['an hour behind', -3_600],
      ['an hour ahead', 3_600],
      ['61 s behind', -61],
    ])('are moved by a clock that is %s', (__, skew) => {
      expect(aligned([at(995 + skew), at(1000 + skew)], fieldsAt(skew))).toEqual([995, 1000])
    })
  })

  it.each([-600, 600])('are moved by a clock %i s off when no call has started', (skew) => {
    const sentAt = NOW + skew * SLICE_MS

    expect(aligned([at(900 + skew, 0), at(999 + skew, 0)], { sentAt })).toEqual([900, 999])
    expect(aligned([at(900 + skew, 0)], { sentAt, revision: 1 })).toEqual([900])
  })

  it('are moved in the answers to repeated calls too', () => {
    const repeats = [
      { color: 'blue', release: 'v1', slice: 399, caller: 1, answered: 1, failed: 0 },
    ] as const
    const sentAt = NOW - 600 * SLICE_MS

    const moved = alignedReport(report([], { repeats, sentAt }), REVISION, NOW).repeats ?? []

    expect(slicesOf(moved)).toEqual([999])
  })

  it('are moved also where they tell when the calls in progress started', () => {
    const starts = { slice: 400, byAge: [3], byCaller: [] }
    const calls = { color: 'green', release: 'v2', answering: 0, oldestWaitingMs: 0 } as const
    const inProgress = [{ ...calls, waiting: 3, starts }]
    const sent = report([], { sentAt: NOW - 600_000, inProgress })

    const { inProgress: moved } = alignedReport(sent, REVISION, NOW)

    expect(moved).toEqual([{ ...calls, waiting: 3, starts: { ...starts, slice: 1_000 } }])
  })

  it('stay as they are by a clock that is right, however late the report is sent again', () => {
    expect(aligned([at(700), at(701)], { sentAt: NOW })).toEqual([700, 701])
  })

  it('are moved to now when the clock was set back before the report was sent', () => {
    expect(aligned([at(1_595), at(1_600)], { sentAt: NOW })).toEqual([995, 1_000])
  })

  it('stay as they are without its time when no call has started: outcomes may come late', () => {
    expect(aligned([at(900, 0)])).toEqual([900])
  })

  it('stay as they are without its time when the isolate follows an older revision', () => {
    expect(aligned([at(900)], { revision: REVISION - 1 })).toEqual([900])
  })
})

describe('a tally from before the evidence', () => {
  const evidence = emptyEvidence(1_000)

  it('counts for the first slice when the clock of an isolate is up to a minute behind', () => {
    const countsFrom = countsFromOf(NOW, undefined)

    const counted = countedTallies(
      [tally({ slice: 939 }), tally({ slice: 940 }), tally({ slice: 1_001 })],
      countsFrom,
      evidence
    )

    expect(slicesOf(counted)).toEqual([1_000, 1_001])
  })

  it('does not count when the color had the traffic at that time', () => {
    const countsFrom = countsFromOf(NOW, 990_500)

    const counted = countedTallies(
      [tally({ slice: 990 }), tally({ slice: 991 })],
      countsFrom,
      evidence
    )

    expect(slicesOf(counted)).toEqual([1_000])
  })
})

it('the second of a switch counts also when the color lost the traffic in that second', () => {
  expect(countsFromOf(NOW, NOW)).toBe(1_000)
})

describe('evidence by a clock that is set back', () => {
  const evidence = addCounts(
    emptyEvidence(1_000),
    [tally({ slice: 1_010, started: 5 })],
    1_010_000,
    defaultLimits
  )
  const counting = { evidence, countsFrom: 940 }

  it('is moved as a whole', () => {
    const moved = followedClock(counting, 1_010_000 - 3_600_000)

    expect(moved.evidence.sinceSlice).toBe(1_000 - 3_600)
    expect(slicesOf(moved.evidence.open)).toEqual([1_010 - 3_600])
    expect(moved.evidence.rows).toEqual(evidence.rows)
    expect(moved.countsFrom).toBe(940 - 3_600)
  })

  it('stays the same by a clock that was not', () => {
    expect(followedClock(counting, 1_010_000)).toBe(counting)
    expect(followedClock(counting, 1_000_000)).toBe(counting)
    expect(followedClock(counting, 9_999_000)).toBe(counting)
  })
})
