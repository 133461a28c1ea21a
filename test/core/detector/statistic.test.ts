import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accumulate,
  afterSlice,
  alternativesTo,
  likelihoodRatiosOf,
  noPrefix,
  nothingAccumulated,
  prefixMaximum,
  srStatisticOf,
  zeroStatistics,
  type Alternatives,
  type SrStatistics,
  type Step,
} from '../../../src/core/detector/statistic.ts'
import type { Sample } from '../../../src/core/detector/counts.ts'

function next(statistics: SrStatistics, sample: Sample, against: Alternatives): SrStatistics {
  return afterSlice(statistics, likelihoodRatiosOf(sample, against))
}

const allowed = fc.double({ min: 0.0001, max: 0.5, noNaN: true })
const statistics = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), {
  minLength: zeroStatistics.length,
  maxLength: zeroStatistics.length,
})

describe('the statistic', () => {
  it('never rises with a success', () => {
    fc.assert(
      fc.property(statistics, allowed, fc.nat(1000), fc.nat(1000), (before, limit, good, bad) => {
        const against = alternativesTo(limit)

        const less = next(before, { calls: good + bad, bad }, against)
        const more = next(before, { calls: good + bad + 1, bad }, against)

        expect(srStatisticOf(more)).toBeLessThanOrEqual(srStatisticOf(less))
      })
    )
  })

  it('never falls with a failure', () => {
    fc.assert(
      fc.property(statistics, allowed, fc.nat(1000), fc.nat(1000), (before, limit, good, bad) => {
        const against = alternativesTo(limit)

        const less = next(before, { calls: good + bad, bad }, against)
        const more = next(before, { calls: good + bad + 1, bad: bad + 1 }, against)

        expect(srStatisticOf(more)).toBeGreaterThanOrEqual(srStatisticOf(less))
      })
    )
  })

  it('grows by one per slice on average while the rate is exactly the allowed one', () => {
    fc.assert(
      fc.property(statistics, allowed, (before, limit) => {
        const against = alternativesTo(limit)

        const afterBad = srStatisticOf(next(before, { calls: 1, bad: 1 }, against))
        const afterGood = srStatisticOf(next(before, { calls: 1, bad: 0 }, against))

        const mean = limit * afterBad + (1 - limit) * afterGood
        expect(mean / (srStatisticOf(before) + 1)).toBeLessThan(1 + 1e-9)
      })
    )
  })

  it('stays finite with millions of calls per slice, all good or all bad', () => {
    const against = alternativesTo(0.001)
    const calls = 5_000_000

    const good = next(zeroStatistics, { calls, bad: 0 }, against)
    const bad = next(zeroStatistics, { calls, bad: calls }, against)

    expect(srStatisticOf(good)).toBe(0)
    expect(srStatisticOf(bad)).toBeGreaterThan(1e14)
    expect(srStatisticOf(next(bad, { calls, bad: 0 }, against))).toBe(0)
    expect(srStatisticOf(next(good, { calls: 6, bad: 6 }, against))).toBeGreaterThan(1e12)
  })

  it('reaches the alarm after three failures at 0.1 % and five at 1 %', () => {
    const failures = (count: number, limit: number): number =>
      srStatisticOf(
        Array.from({ length: count }).reduce<readonly number[]>(
          (before) => next(before, { calls: 1, bad: 1 }, alternativesTo(limit)),
          zeroStatistics
        )
      )
    const fiveYears = (5 * 31_557_600) / 0.7

    expect(failures(2, 0.001)).toBeLessThan(fiveYears)
    expect(failures(3, 0.001)).toBeGreaterThan(fiveYears)
    expect(failures(4, 0.01)).toBeLessThan(fiveYears)
    expect(failures(5, 0.01)).toBeGreaterThan(fiveYears)
  })
})

const steps = fc
  .array(
    fc.record({
      good: fc.nat(30),
      failed: fc.nat(4),
      running: fc.nat(4),
      gap: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 30 }
  )
  .map((all) => {
    let slice = 0
    return all.map((one) => ({ ...one, slice: (slice += one.gap) }))
  })
type Drawn = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** Returns the slices with the running calls as good, or with their final outcomes. */
function stepsOf(all: Drawn, turnedOut: number): readonly Step[] {
  return all.map(({ slice, good, failed, running }) => ({
    slice,
    sample: { calls: good + failed + running, bad: failed + Math.min(running, turnedOut) },
    alternatives: alternativesTo(0.01),
    cap: 1e12,
    longestPause: 300,
  }))
}

describe('the maximum over prefixes', () => {
  it('never falls when outcomes of running calls come in', () => {
    fc.assert(
      fc.property(steps, fc.nat(4), (all, turnedOut) => {
        const before = prefixMaximum(nothingAccumulated, stepsOf(all, 0), 0)
        const after = prefixMaximum(nothingAccumulated, stepsOf(all, turnedOut), 0)

        expect(after.srStatistic).toBeGreaterThanOrEqual(before.srStatistic * (1 - 1e-9))
      })
    )
  })

  it('never falls when more slices come', () => {
    fc.assert(
      fc.property(steps, fc.nat(29), (all, count) => {
        const fewer = prefixMaximum(nothingAccumulated, stepsOf(all.slice(0, count), 0), 0)
        const more = prefixMaximum(nothingAccumulated, stepsOf(all, 0), 0)

        expect(more.srStatistic).toBeGreaterThanOrEqual(fewer.srStatistic)
      })
    )
  })

  it('ignores prefixes that end before the given slice, or without a failure', () => {
    const [bad, good] = [step(10, 5), step(11, 0)]

    expect(prefixMaximum(nothingAccumulated, [bad, good], 10).slice).toBe(10)
    expect(prefixMaximum(nothingAccumulated, [bad, good], 11)).toEqual(noPrefix)
  })
})

describe('a pause', () => {
  it('changes nothing when it is short', () => {
    expect(accumulated(310)).toBeCloseTo(accumulated(11))
  })

  it('resets the statistic when it is long', () => {
    expect(accumulated(311)).toBe(0)
  })
})

/** Returns the statistic after two failures in slice 10, at a slice without calls. */
function accumulated(slice: number): number {
  const empty = { ...step(slice, 0), sample: { calls: 0, bad: 0 } }
  return srStatisticOf(accumulate(nothingAccumulated, [step(10, 2), empty]).statistics)
}

function step(slice: number, bad: number): Step {
  return {
    slice,
    sample: { calls: Math.max(1, bad), bad },
    alternatives: alternativesTo(0.01),
    cap: 1e12,
    longestPause: 300,
  }
}
