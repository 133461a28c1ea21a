import { describe, expect, it } from 'vitest'
import { learnedObjectiveMs } from '../../../src/core/reporting/learned-objective.ts'
import { bucketOf, withCounts, type Histogram } from '../../../src/core/reporting/log-histogram.ts'

const calls = (count: number, ms: number): Histogram => withCounts([], [[bucketOf(ms), count]])

describe('the objective that is learned from stable', () => {
  it('is undefined below a hundred calls', () => {
    expect(learnedObjectiveMs(calls(99, 5_000))).toBeUndefined()
    expect(learnedObjectiveMs(calls(100, 5_000))).toBeDefined()
  })

  it('is four times the 95th percentile, as far as the buckets tell', () => {
    const objective = learnedObjectiveMs(calls(200, 5_000)) ?? NaN

    expect(objective).toBeGreaterThanOrEqual(20_000)
    expect(objective).toBeLessThan(25_200)
  })

  it('is not raised by one slow call in 66', () => {
    const histogram = withCounts(calls(985, 200), [[bucketOf(60_000), 15]])

    expect(learnedObjectiveMs(histogram)).toBeLessThan(1_100)
  })

  it('is at least a second, however fast stable is', () => {
    expect(learnedObjectiveMs(calls(200, 3))).toBe(1_000)
  })
})
