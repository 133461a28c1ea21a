import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounts, totalsOf } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { qualitiesOf } from '../../../src/core/detector/grades.ts'
import { defaultLimits as limits, OPEN_SLICES } from '../../../src/core/detector/limits.ts'
import { sumOf } from '../../../src/core/detector/rows.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { endOf, groupsOf, seen, tally } from '../../support/evidence.ts'

/** Adds tallies in slice order, each at the end of its slice. */
function timely(tallies: readonly Tally[], from = emptyEvidence(0)): Evidence {
  const ordered = tallies.toSorted((one, other) => one.slice - other.slice)
  return ordered.reduce((sum, one) => addCounts(sum, [one], endOf(one.slice), limits), from)
}

const tallies = fc.array(
  fc
    .record({
      slice: fc.nat(OPEN_SLICES - 1),
      caller: fc.nat(5),
      started: fc.integer({ min: 3, max: 40 }),
      fault: fc.nat(2),
      overload: fc.nat(1),
      slow: fc.nat(2),
    })
    .map(tally),
  { minLength: 1, maxLength: 40 }
)

describe('adding counts', () => {
  it('counts a running call as started and not failed', () => {
    const evidence = addCounts(emptyEvidence(0), [tally({ success: 0 })], 500, limits)

    expect(totalsOf(evidence)).toMatchObject({ calls: 1, successes: 0, faults: 0, running: 1 })
  })

  it('finds the slice in which a late outcome started', () => {
    const started = addCounts(emptyEvidence(0), [tally({ slice: 3, success: 0 })], endOf(3), limits)
    const late = tally({ slice: 3, started: 0, success: 0, fault: 1 })

    const ended = addCounts(started, [late], endOf(130), limits)

    expect(ended.open).toHaveLength(1)
    expect(ended.open[0]).toMatchObject({ slice: 3, rows: [{ counts: { started: 1, fault: 1 } }] })
  })

  it('counts a fault of a compacted slice as a call of the oldest open slice', () => {
    const slices = OPEN_SLICES + 10
    const started = seen({ slices, inSlice: () => [{ success: 0 }] })
    const late = tally({ started: 0, success: 0, fault: 1 })

    const ended = addCounts(started, [late], endOf(slices), limits)

    expect(ended.open[0]).toMatchObject({ slice: 10, rows: [{ counts: { started: 2, fault: 1 } }] })
    expect(totalsOf(ended)).toMatchObject({ calls: slices, faults: 1 })
  })

  it('ignores calls that started before the evidence begins', () => {
    const evidence = addCounts(emptyEvidence(10), [tally({ slice: 9 })], endOf(10), limits)

    expect(evidence).toEqual(emptyEvidence(10))
  })

  it('keeps the newest slices with calls open, and compacts ten at a time', () => {
    const full = seen({ slices: OPEN_SLICES + 9, inSlice: () => [{}] })
    expect(full.open[0]?.slice).toBe(0)

    const more = seen({ from: 1_000, slices: 1, inSlice: () => [{}] }, full)

    expect(more.open).toHaveLength(OPEN_SLICES)
    expect(more.watermark).toBe(10)
    expect(more.open[0]?.slice).toBe(10)
  })

  it('moves calls of an isolate whose clock is far ahead to within a few slices', () => {
    const evidence = addCounts(emptyEvidence(0), [tally({ slice: 1_000_000 })], endOf(7), limits)

    expect(evidence.open[0]?.slice).toBe(12)
  })

  it('keeps grades for at most eight qualities', () => {
    const graded = Array.from({ length: 20 }, (_, index) =>
      tally({ quality: { [`quality ${index}`]: { calls: 1, bad: 0 } } })
    )

    const first = addCounts(emptyEvidence(0), graded, 0, limits)
    const second = addCounts(first, graded.toReversed(), endOf(1), limits)

    expect(qualitiesOf(second)).toHaveLength(8)
  })

  it('keeps no separate rows for route classes beyond the ninth', () => {
    const many = Array.from({ length: 20 }, (_, index) => tally({ route: `route ${index}` }))

    const evidence = addCounts(emptyEvidence(0), many, 0, limits)

    expect(evidence.routes).toHaveLength(9)
    expect(evidence.rows.find(({ route }) => route === 0)?.counts.started).toBe(12)
  })
})

describe('an older slice of many callers', () => {
  const crowded = (slice: number) =>
    groupsOf(60, { started: 3 }).map((part) =>
      part.caller === 50 ? { ...part, fault: slice === 0 ? 3 : 0 } : part
    )
  const { open } = seen({ slices: 20, inSlice: crowded })

  it('is merged, except for strangers and the callers with the most bad calls', () => {
    const [oldest] = open

    expect(oldest?.rows.length).toBeLessThan(10)
    expect(oldest?.rows.find(({ caller }) => caller === 50)?.counts.fault).toBe(3)
    expect(sumOf(oldest?.rows ?? [])).toMatchObject({ started: 180, fault: 3 })
  })

  it('stays whole while outcomes are still expected', () => {
    expect(open.at(-1)?.rows).toHaveLength(60)
  })
})

describe('evidence', () => {
  it('is the same for any order of reports', () => {
    const shuffled = tallies.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))
    )
    const addedAtOnce = (all: readonly Tally[]): Evidence =>
      all.reduce(
        (sum, one) => addCounts(sum, [one], endOf(OPEN_SLICES - 1), limits),
        emptyEvidence(0)
      )

    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(addedAtOnce(other)).toEqual(addedAtOnce(one))
      })
    )
  })

  it('is the same for single and merged increments', () => {
    fc.assert(
      fc.property(tallies, (all) => {
        const now = endOf(OPEN_SLICES - 1)

        const merged = addCounts(emptyEvidence(0), all, now, limits)

        expect(
          all.reduce((sum, one) => addCounts(sum, [one], now, limits), emptyEvidence(0))
        ).toEqual(merged)
      })
    )
  })

  it('is the same for late and timely outcomes in the end', () => {
    fc.assert(
      fc.property(tallies, (all) => {
        const now = endOf(OPEN_SLICES - 1)
        const starts = all.map((one) => ({ ...one, success: 0, fault: 0, overload: 0, slow: 0 }))
        const ends = all.map((one) => ({ ...one, started: 0 }))

        const late = addCounts(timely(starts), ends, now, limits)

        expect(late).toEqual(addCounts(timely(all), [], now, limits))
      })
    )
  })

  it('is as strong in compacted slices as in open ones', () => {
    fc.assert(
      fc.property(tallies, (all) => {
        const open = timely(all)
        const last = { ...tally({ slice: 3 * OPEN_SLICES, caller: 9, fault: 1 }) }
        const filled = Array.from({ length: 2 * OPEN_SLICES }, (_, slice) =>
          tally({ slice: OPEN_SLICES + slice, caller: 9, started: 1, neutral: 1 })
        )
        const compacted = addCounts(open, [...filled, last], endOf(3 * OPEN_SLICES), limits)
        fc.pre(compacted.watermark >= OPEN_SLICES)

        const statistic = compacted.streams['all/fault']?.full
        const steps = { ...open, open: [...open.open], streams: {} }
        const whole = addCounts(steps, filled, endOf(3 * OPEN_SLICES), limits)
        expect(whole.streams['all/fault']?.full).toEqual(statistic)
      }),
      { numRuns: 20 }
    )
  })
})
