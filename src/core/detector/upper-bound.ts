import type { Sample } from './counts.ts'

/** Standard deviations of the upper confidence bound: one rate in twenty is above it. */
const Z_95 = 1.645
/** Bad calls that a limit is worth as knowledge about a rate. */
const PRIOR_BAD = 2

/** Upper confidence bound of a rate, of which nothing else is known. */
export function upperBound({ calls, bad }: Sample): number {
  return Math.min(1, upperQuantile(bad + 1) / calls)
}

/** Upper confidence bound of a rate that starts at a limit: with little evidence the limit prevails. */
export function upperBoundFrom(limit: number, { calls, bad }: Sample): number {
  const priorCalls = upperQuantile(PRIOR_BAD) / limit
  return Math.min(1, upperQuantile(bad + PRIOR_BAD) / (calls + priorCalls))
}

/** Upper quantile of a gamma distribution, after Wilson and Hilferty (PNAS 17, 1931). */
function upperQuantile(shape: number): number {
  return shape * (1 - 1 / (9 * shape) + Z_95 / (3 * Math.sqrt(shape))) ** 3
}
