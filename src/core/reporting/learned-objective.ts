import { callsIn, quantileOf, type Histogram } from './log-histogram.ts'

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
