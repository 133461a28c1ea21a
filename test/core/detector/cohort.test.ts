import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addCounts,
  emptyEvidence,
  OPEN_SLICES,
  SLICE_MS,
  totalsOf,
} from '../../../src/core/detector/cohort.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import type { Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import { tally } from '../../support/evidence.ts'

const endOf = (slice: number): number => slice * SLICE_MS + SLICE_MS - 1

/** Books tallies in slice order, each at the end of its slice. */
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

    const ended = addCounts(started, [late], endOf(30), limits)

    expect(ended.open).toHaveLength(1)
    expect(ended.open[0]).toMatchObject({ slice: 3, counts: { started: 1, fault: 1 } })
  })

  it('books a fault that outlives the open slices as a call of the oldest of them', () => {
    const started = addCounts(emptyEvidence(0), [tally({ success: 0 })], 0, limits)
    const now = endOf(OPEN_SLICES + 10)

    const ended = addCounts(
      addCounts(started, [], now, limits),
      [tally({ started: 0, fault: 1 })],
      now,
      limits
    )

    expect(ended.open[0]).toMatchObject({ slice: 11, counts: { started: 1, fault: 1 } })
    expect(totalsOf(ended)).toMatchObject({ calls: 1, faults: 1 })
  })

  it('ignores calls that started before the evidence begins', () => {
    const evidence = addCounts(emptyEvidence(10), [tally({ slice: 9 })], endOf(10), limits)

    expect(evidence).toEqual(emptyEvidence(10))
  })

  it('keeps a slice open for a minute and no longer', () => {
    const one = addCounts(emptyEvidence(0), [tally()], 0, limits)

    expect(addCounts(one, [], endOf(OPEN_SLICES - 1), limits).open).toHaveLength(1)
    expect(addCounts(one, [], endOf(OPEN_SLICES), limits).open).toHaveLength(0)
  })

  it('keeps an isolate whose clock is far ahead within a few slices', () => {
    const evidence = addCounts(emptyEvidence(0), [tally({ slice: 1_000_000 })], endOf(7), limits)

    expect(evidence.open[0]?.slice).toBe(12)
  })

  it('keeps grades for eight qualities and no more', () => {
    const graded = Array.from({ length: 20 }, (_, index) =>
      tally({ quality: { [`quality ${index}`]: { calls: 1, bad: 0 } } })
    )

    const first = addCounts(emptyEvidence(0), graded, 0, limits)
    const second = addCounts(first, graded.toReversed(), endOf(OPEN_SLICES), limits)

    expect(Object.keys(second.quality)).toHaveLength(8)
    expect(Object.keys(second.streams)).toHaveLength(3 + 8)
  })

  it('stays bounded however many calls and slices there were', () => {
    const callers = Array.from({ length: 64 }, (_, caller) => caller)
    const inSlice = (slice: number): readonly Tally[] =>
      callers.map((caller) => tally({ slice, caller, started: 1_000_000, fault: 5_000 }))
    let evidence = emptyEvidence(0)
    for (let slice = 0; slice < 500; slice++) {
      evidence = addCounts(evidence, inSlice(slice), endOf(slice), limits)
    }

    expect(evidence.open).toHaveLength(OPEN_SLICES)
    expect(JSON.stringify(evidence).length).toBeLessThan(150_000)
    expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence)
  })
})

describe('properties of evidence', () => {
  it('is the same in whatever order reports are merged', () => {
    const shuffled = tallies.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))
    )
    const countedAt = (all: readonly Tally[]): Evidence =>
      all.reduce(
        (sum, one) => addCounts(sum, [one], endOf(OPEN_SLICES - 1), limits),
        emptyEvidence(0)
      )

    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(countedAt(other)).toEqual(countedAt(one))
      })
    )
  })

  it('is the same whether increments come one by one or merged', () => {
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

  it('makes late outcomes equal timely ones in the end', () => {
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

  it('weighs as much compacted as open', () => {
    fc.assert(
      fc.property(tallies, (all) => {
        const now = endOf(OPEN_SLICES - 1)
        const open = addCounts(timely(all), [], now, limits)
        const compacted = addCounts(open, [], endOf(3 * OPEN_SLICES), limits)

        expect(compacted.open).toHaveLength(0)
        const [one, other] = [open, compacted].map((candidate) =>
          judge({ color: 'green', candidate, now, limits })
        )
        expect(other?.srStatistic).toBeCloseTo(one?.srStatistic ?? NaN, 9)
        expect(other?.kind).toBe(one?.kind)
      })
    )
  })
})
