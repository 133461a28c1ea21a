import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import {
  alignedTallies,
  countedTallies,
  countsFromOf,
  followedClock,
} from '../../../src/core/rollout/evidence-clock.ts'
import { tally } from '../../support/evidence.ts'

const NOW = 1_000_000

const slicesOf = (tallies: readonly { readonly slice: number }[]) =>
  tallies.map(({ slice }) => slice)

describe('the slices of a report', () => {
  const at = (slice: number, started = 1) => tally({ slice, started })

  it.each([
    ['a clock that is right', [995, 1000]],
    ['a clock that is a minute behind', [935, 940]],
    ['a clock that is a minute ahead', [1055, 1060]],
  ])('stay as they are by %s', (_, slices) => {
    expect(
      slicesOf(
        alignedTallies(
          slices.map((slice) => at(slice)),
          NOW
        )
      )
    ).toEqual(slices)
  })

  it.each([
    ['an hour behind', -3_600],
    ['an hour ahead', 3_600],
    ['61 s behind', -61],
  ])('are moved by a clock that is %s', (_, skew) => {
    const tallies = [at(995 + skew), at(1000 + skew)]

    expect(slicesOf(alignedTallies(tallies, NOW))).toEqual([995, 1000])
  })

  it('stay as they are when no call has started: outcomes may come late', () => {
    expect(slicesOf(alignedTallies([at(900, 0)], NOW))).toEqual([900])
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
