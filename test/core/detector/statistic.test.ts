import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  alternativesTo,
  zeroStatistics,
  likelihoodRatiosOf,
  srStatisticOf,
  afterSlice as tickBy,
  type Alternatives,
  type SrStatistics,
} from '../../../src/core/detector/statistic.ts'
import type { Sample } from '../../../src/core/detector/counts.ts'

function tick(statistics: SrStatistics, sample: Sample, against: Alternatives): SrStatistics {
  return tickBy(statistics, likelihoodRatiosOf(sample, against))
}

const allowed = fc.double({ min: 0.0001, max: 0.5, noNaN: true })
const statistics = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), {
  minLength: zeroStatistics.length,
  maxLength: zeroStatistics.length,
})

describe('accumulating evidence', () => {
  it('never rises by a success', () => {
    fc.assert(
      fc.property(statistics, allowed, fc.nat(1000), fc.nat(1000), (before, limit, good, bad) => {
        const against = alternativesTo(limit)

        const less = tick(before, { calls: good + bad, bad }, against)
        const more = tick(before, { calls: good + bad + 1, bad }, against)

        expect(srStatisticOf(more)).toBeLessThanOrEqual(srStatisticOf(less))
      })
    )
  })

  it('never falls by a failure', () => {
    fc.assert(
      fc.property(statistics, allowed, fc.nat(1000), fc.nat(1000), (before, limit, good, bad) => {
        const against = alternativesTo(limit)

        const less = tick(before, { calls: good + bad, bad }, against)
        const more = tick(before, { calls: good + bad + 1, bad: bad + 1 }, against)

        expect(srStatisticOf(more)).toBeGreaterThanOrEqual(srStatisticOf(less))
      })
    )
  })

  it('grows by one per tick on average while the rate is exactly what is allowed', () => {
    fc.assert(
      fc.property(statistics, allowed, (before, limit) => {
        const against = alternativesTo(limit)

        const afterBad = srStatisticOf(tick(before, { calls: 1, bad: 1 }, against))
        const afterGood = srStatisticOf(tick(before, { calls: 1, bad: 0 }, against))

        const mean = limit * afterBad + (1 - limit) * afterGood
        expect(mean / (srStatisticOf(before) + 1)).toBeLessThan(1 + 1e-9)
      })
    )
  })

  it('stays a number through millions of calls a slice, all good or all bad', () => {
    const against = alternativesTo(0.001)
    const calls = 5_000_000

    const good = tick(zeroStatistics, { calls, bad: 0 }, against)
    const bad = tick(zeroStatistics, { calls, bad: calls }, against)

    expect(srStatisticOf(good)).toBe(0)
    expect(srStatisticOf(bad)).toBeGreaterThan(1e14)
    expect(srStatisticOf(tick(bad, { calls, bad: 0 }, against))).toBe(0)
    expect(srStatisticOf(tick(good, { calls: 6, bad: 6 }, against))).toBeGreaterThan(1e12)
  })

  it('says enough after three failures at 0.1 % and five at 1 %', () => {
    const failures = (count: number, limit: number): number =>
      srStatisticOf(
        Array.from({ length: count }).reduce<readonly number[]>(
          (before) => tick(before, { calls: 1, bad: 1 }, alternativesTo(limit)),
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
