import type { Evidence } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { sampleIn, type Sample, type Signal } from './signal.ts'

/** Stable's slices this near count as the same time. */
const NEAR_SLICES = 5
/** Bad calls that the operator's limit is worth as knowledge about stable. */
const PRIOR_BAD = 2
/** Standard deviations of the upper confidence bound: one in a hundred is above it. */
const SURE = 2.326

/**
 * The rate that a slice is allowed: the operator's limit, or the upper confidence bound on what stable shows at the
 * same time or showed before, if that is more.
 */
export function allowedAt(
  reference: Evidence | undefined,
  signal: Signal,
  limits: Limits,
  slice: number
): number {
  const limit = limitOf(limits, signal)
  if (reference === undefined) return limit
  const past = reference.streams[signal]?.past ?? { calls: 0, bad: 0 }
  const near = reference.open.filter((cohort) => Math.abs(cohort.slice - slice) <= NEAR_SLICES)
  const before = sum([past, ...reference.open.map((cohort) => sampleIn(cohort, signal))])
  const during = sum(near.map((cohort) => sampleIn(cohort, signal)))
  return Math.max(limit, upperBound(before, limit), upperBound(during, limit))
}

function sum(samples: readonly Sample[]): Sample {
  return samples.reduce(
    (total, { calls, bad }) => ({ calls: total.calls + calls, bad: total.bad + bad }),
    { calls: 0, bad: 0 }
  )
}

/** Upper quantile of a gamma posterior by Wilson and Hilferty; stable is presumed to keep the limit until it is heard. */
function upperBound({ calls, bad }: Sample, limit: number): number {
  if (calls === 0) return limit
  const shape = bad + PRIOR_BAD
  const quantile = shape * (1 - 1 / (9 * shape) + SURE / (3 * Math.sqrt(shape))) ** 3
  return Math.min(1, quantile / (calls + PRIOR_BAD / limit))
}
