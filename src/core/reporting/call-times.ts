import type { Color } from '../routing/color.ts'
import { bucketCountsOf, withCounts, type BucketCounts, type Histogram } from './log-histogram.ts'

/** Times of calls. Merged by adding. */
export interface Times {
  readonly buckets: BucketCounts
  /** The sum of the times, in milliseconds. */
  readonly sumMs: number
}

/** The times of the calls of one release and route class. */
export interface CallTimes {
  readonly color: Color
  readonly release: string
  readonly route: string
  /** From the end of the request to the headers, of calls that were not answered with an error. */
  readonly firstByte: Times
  /** From start to end, of successful calls. */
  readonly duration: Times
}

interface Sum {
  histogram: Histogram
  sumMs: number
}

/** The sum over isolates: one entry for each release and route class. */
export function mergeCallTimes(parts: readonly CallTimes[]): readonly CallTimes[] {
  const sums = new Map<string, { part: CallTimes; firstByte: Sum; duration: Sum }>()
  for (const part of parts) {
    const key = `${part.color}/${part.release}/${part.route}`
    const sum = sums.get(key) ?? { part, firstByte: noTimes(), duration: noTimes() }
    add(sum.firstByte, part.firstByte)
    add(sum.duration, part.duration)
    sums.set(key, sum)
  }
  return [...sums.values()].map(({ part, firstByte, duration }) => ({
    ...part,
    firstByte: timesOf(firstByte),
    duration: timesOf(duration),
  }))
}

function noTimes(): Sum {
  return { histogram: [], sumMs: 0 }
}

function add(sum: Sum, { buckets, sumMs }: Times): void {
  sum.histogram = withCounts(sum.histogram, buckets)
  sum.sumMs += sumMs
}

function timesOf({ histogram, sumMs }: Sum): Times {
  return { buckets: bucketCountsOf(histogram), sumMs }
}
