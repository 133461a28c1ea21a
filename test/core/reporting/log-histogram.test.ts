import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boundOf,
  bucketOf,
  callsIn,
  callsUpTo,
  halved,
  mergedHistogram,
  quantileOf,
  withCounts,
  withNewBuckets,
  type Histogram,
} from '../../../src/core/reporting/log-histogram.ts'

/** A histogram of times in milliseconds. */
function histogramOf(times: readonly number[]): Histogram {
  return withCounts(
    [],
    times.map((ms) => [bucketOf(ms), 1])
  )
}

describe('a histogram of times', () => {
  it('puts a time into the bucket whose bounds hold it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2_000_000, noNaN: true }), (ms) => {
        const bucket = bucketOf(ms)
        expect(boundOf(bucket)).toBeGreaterThanOrEqual(ms * (1 - 1e-6))
        if (bucket > 0) expect(boundOf(bucket - 1)).toBeLessThan(ms * (1 + 1e-6))
      })
    )
  })

  it('puts a time beyond the last bound into the last bucket', () => {
    expect(bucketOf(1e12)).toBe(63)
  })

  it('names quantiles within a quarter of the true time', () => {
    const times = Array.from({ length: 1_000 }, (_, index) => index + 1)

    expect(quantileOf(histogramOf(times), 0.5)).toBeGreaterThanOrEqual(500)
    expect(quantileOf(histogramOf(times), 0.5)).toBeLessThan(500 * 1.26)
    expect(quantileOf(histogramOf(times), 0.99)).toBeGreaterThanOrEqual(990)
  })

  it('counts exactly up to the bounds of the GenAI histograms', () => {
    const times = [9, 10, 11, 20, 81_920, 81_921]
    const histogram = histogramOf(times)

    for (let seconds = 0.01; seconds < 100; seconds *= 2) {
      const expected = times.filter((ms) => ms <= seconds * 1000).length
      expect(callsUpTo(histogram, seconds), `${seconds} s`).toBe(expected)
    }
  })

  it('has no quantile without calls', () => {
    expect(quantileOf([], 0.5)).toBeUndefined()
  })

  it('loses no call when it is merged', () => {
    expect(mergedHistogram([[0, 0, 2], [1], []])).toEqual([1, 0, 2])
  })

  it('leaves out a bucket that does not exist', () => {
    expect(callsIn(withCounts([], [[1e9, 5]]))).toBe(0)
  })

  it('is halved in whole numbers', () => {
    expect(halved([5, 0, 2])).toEqual([2, 0, 1])
  })

  it('keeps the times of an older version, rounded up by one bucket at most', () => {
    const old = Array.from({ length: 40 }, (_, bucket) => (bucket === 31 ? 7 : 0))

    const converted = withNewBuckets(old)

    expect(callsIn(converted)).toBe(7)
    expect(quantileOf(converted, 0.5)).toBeGreaterThanOrEqual(1.25 ** 31)
    expect(quantileOf(converted, 0.5)).toBeLessThan(1.25 ** 31 * 1.26)
  })
})
