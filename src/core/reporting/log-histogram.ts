/**
 * Buckets in which a bound doubles: an estimate from the buckets is off by at most a quarter. Every
 * third bound is one of the GenAI histograms of OpenTelemetry: 10 ms, 20 ms, 40 ms … 81.92 s.
 */
const PER_DOUBLING = 3
/** The bucket that ends at 10 ms. */
const TEN_MS = 10
/** Bounds from 1 ms to about 35 minutes. */
const BUCKETS = 64
/** The ratio of neighbouring bounds in histograms of older versions, of which the first was 1 ms. */
const OLD_BASE = 1.25

/** A histogram: calls by bucket, without trailing zeros. */
export type Histogram = readonly number[]

/** Index of a bucket and number of calls in it; only buckets with calls. */
export type BucketCounts = readonly (readonly [bucket: number, calls: number])[]

/** The bucket of a time in milliseconds; bucket n ends at `boundOf(n)`. */
export function bucketOf(ms: number): number {
  if (ms <= 1) return ms <= boundOf(0) ? 0 : 1
  return Math.min(BUCKETS - 1, Math.ceil(PER_DOUBLING * Math.log2(ms / 10) - 1e-9) + TEN_MS)
}

/** The upper bound of a bucket, in milliseconds. */
export function boundOf(bucket: number): number {
  return 10 * 2 ** ((bucket - TEN_MS) / PER_DOUBLING)
}

/** Adds counts to a histogram. Buckets that do not exist are left out. */
export function withCounts(histogram: Histogram, buckets: BucketCounts): Histogram {
  const sum = [...histogram]
  for (const [bucket, calls] of buckets) {
    if (bucket >= BUCKETS) continue
    while (sum.length <= bucket) sum.push(0)
    sum[bucket] = (sum[bucket] ?? 0) + calls
  }
  return sum
}

/** Returns the buckets with calls. */
export function bucketCountsOf(histogram: Histogram): BucketCounts {
  return [...histogram.entries()].filter(([, calls]) => calls > 0)
}

/** The sum of histograms. */
export function mergedHistogram(histograms: readonly Histogram[]): Histogram {
  return histograms.reduce((sum, one) => withCounts(sum, bucketCountsOf(one)), [])
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

/** Returns the calls that took up to a bound, in seconds, which must be that of a bucket. */
export function callsUpTo(histogram: Histogram, seconds: number): number {
  return callsIn(histogram.slice(0, bucketOf(seconds * 1000) + 1))
}

/** Returns a histogram of an older version in the buckets of this one. */
export function withNewBuckets(old: Histogram): Histogram {
  return withCounts(
    [],
    [...old.entries()].map(([bucket, calls]) => [bucketOf(OLD_BASE ** bucket), calls])
  )
}
