import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boundOf,
  bucketOf,
  callsIn,
  halved,
  learnedObjectiveMs,
  mergeFirstByte,
  quantileOf,
  withCounts,
  type Histogram,
} from '../../../src/core/reporting/first-byte.ts'

/** A histogram of times in milliseconds. */
function histogramOf(times: readonly number[]): Histogram {
  return withCounts(
    [],
    times.map((ms) => [bucketOf(ms), 1])
  )
}

describe('a histogram of times to first byte', () => {
  it('puts a time into the bucket whose bounds hold it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1_000_000, noNaN: true }), (ms) => {
        const bucket = bucketOf(ms)
        expect(boundOf(bucket)).toBeGreaterThanOrEqual(ms * (1 - 1e-6))
        if (bucket > 0) expect(boundOf(bucket - 1)).toBeLessThan(ms * (1 + 1e-6))
      })
    )
  })

  it('names quantiles within a quarter of the true time', () => {
    const times = Array.from({ length: 1_000 }, (_, index) => index + 1)

    expect(quantileOf(histogramOf(times), 0.5)).toBeGreaterThanOrEqual(500)
    expect(quantileOf(histogramOf(times), 0.5)).toBeLessThan(500 * 1.25)
    expect(quantileOf(histogramOf(times), 0.99)).toBeGreaterThanOrEqual(990)
  })

  it('has no quantile without calls', () => {
    expect(quantileOf([], 0.5)).toBeUndefined()
  })

  it('loses no call when it is merged', () => {
    const part = { color: 'green', release: 'v2', route: 'other' } as const
    const merged = mergeFirstByte([
      { ...part, buckets: [[3, 2]] },
      {
        ...part,
        buckets: [
          [3, 1],
          [60, 4],
        ],
      },
      { ...part, release: 'v3', buckets: [[0, 1]] },
    ])

    expect(merged).toEqual([
      {
        ...part,
        buckets: [
          [3, 3],
          [60, 4],
        ],
      },
      { ...part, release: 'v3', buckets: [[0, 1]] },
    ])
  })

  it('leaves out a bucket that does not exist', () => {
    expect(callsIn(withCounts([], [[1e9, 5]]))).toBe(0)
  })

  it('is halved in whole numbers', () => {
    expect(halved([5, 0, 2])).toEqual([2, 0, 1])
  })
})

describe('the objective that is learned from stable', () => {
  const calls = (count: number, ms: number): Histogram => histogramOf(Array(count).fill(ms))

  it('is undefined below a hundred calls', () => {
    expect(learnedObjectiveMs(calls(99, 5_000))).toBeUndefined()
    expect(learnedObjectiveMs(calls(100, 5_000))).toBeDefined()
  })

  it('is four times the 95th percentile, as far as the buckets tell', () => {
    const objective = learnedObjectiveMs(calls(200, 5_000)) ?? NaN

    expect(objective).toBeGreaterThanOrEqual(20_000)
    expect(objective).toBeLessThan(25_000)
  })

  it('is not raised by one slow call in 66', () => {
    const times = [...Array(985).fill(200), ...Array(15).fill(60_000)]

    expect(learnedObjectiveMs(histogramOf(times))).toBeLessThan(1_100)
  })

  it('is at least a second, however fast stable is', () => {
    expect(learnedObjectiveMs(calls(200, 3))).toBe(1_000)
  })
})
