import type { Color } from '../routing/color.ts'

/** Ratio of neighbouring bounds: an estimate from the buckets is off by at most this factor. */
const BASE = 1.25
/** Bounds from 1 ms to about 20 minutes. */
const BUCKETS = 64

/** Times to first byte of one release and route class: counts by bucket. Merged by adding. */
export interface FirstByteCounts {
  readonly color: Color
  readonly release: string
  readonly route: string
  /** Index of the bucket and number of calls in it; only buckets with calls. */
  readonly buckets: readonly (readonly [bucket: number, calls: number])[]
}

/** A histogram: calls by bucket, without trailing zeros. */
export type Histogram = readonly number[]

/** The bucket of a time in milliseconds; bucket n ends at `boundOf(n)`. */
export function bucketOf(ms: number): number {
  if (ms <= 1) return 0
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms) / Math.log(BASE) - 1e-9))
}

/** The upper bound of a bucket, in milliseconds. */
export function boundOf(bucket: number): number {
  return BASE ** bucket
}

/** Adds counts to a histogram. Buckets that do not exist are left out. */
export function withCounts(histogram: Histogram, buckets: FirstByteCounts['buckets']): Histogram {
  const sum = [...histogram]
  for (const [bucket, calls] of buckets) {
    if (bucket >= BUCKETS) continue
    while (sum.length <= bucket) sum.push(0)
    sum[bucket] = (sum[bucket] ?? 0) + calls
  }
  return sum
}

export function callsIn(histogram: Histogram): number {
  return histogram.reduce((sum, calls) => sum + calls, 0)
}

/** Halves every count, so that newer calls count for more; whole numbers stay whole. */
export function halved(histogram: Histogram): Histogram {
  return histogram.map((calls) => Math.floor(calls / 2))
}

/** The upper bound of the bucket that holds a quantile (0 to 1), in milliseconds; undefined without calls. */
export function quantileOf(histogram: Histogram, quantile: number): number | undefined {
  const wanted = callsIn(histogram) * quantile
  if (wanted === 0) return undefined
  let sum = 0
  for (const [bucket, calls] of histogram.entries()) {
    sum += calls
    if (sum >= wanted) return boundOf(bucket)
  }
  return undefined
}

/** Calls that stable must have answered on a route class before an objective is learned from them. */
const MIN_CALLS = 100
/** Multiple of stable's 95th percentile above which an answer is slow. */
const MULTIPLE = 4
/** No answer is slow below this, however fast stable usually is. */
const LEAST_MS = 1_000

/** The objective for the time to first byte that stable's own times suggest; undefined with too few of them. */
export function learnedObjectiveMs(histogram: Histogram): number | undefined {
  if (callsIn(histogram) < MIN_CALLS) return undefined
  const usual = quantileOf(histogram, 0.95)
  return usual === undefined ? undefined : Math.max(LEAST_MS, Math.ceil(MULTIPLE * usual))
}

/** The sum over isolates: one entry for each release and route class. */
export function mergeFirstByte(parts: readonly FirstByteCounts[]): readonly FirstByteCounts[] {
  const sums = new Map<string, { part: FirstByteCounts; histogram: Histogram }>()
  for (const part of parts) {
    const key = `${part.color}/${part.release}/${part.route}`
    const histogram = withCounts(sums.get(key)?.histogram ?? [], part.buckets)
    sums.set(key, { part, histogram })
  }
  return [...sums.values()].map(({ part, histogram }) => ({
    ...part,
    buckets: [...histogram.entries()].filter(([, calls]) => calls > 0),
  }))
}
