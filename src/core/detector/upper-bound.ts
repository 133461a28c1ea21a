import type { Sample } from './counts.ts'

/** Standard deviations of the upper confidence bound: one rate in twenty is above it. */
const Z_95 = 1.645
/** Number of bad calls that a limit is worth as prior knowledge about a rate. */
const PRIOR_BAD = 2

/** Returns the upper confidence bound of a rate without prior knowledge. */
export function upperBound({ calls, bad }: Sample): number {
  return Math.min(1, upperQuantile(bad + 1) / calls)
}

/**
 * Returns the upper confidence bound of a rate with a limit as prior: with little evidence the
 * limit prevails.
 */
export function upperBoundFrom(limit: number, { calls, bad }: Sample): number {
  const priorCalls = upperQuantile(PRIOR_BAD) / limit
  return Math.min(1, upperQuantile(bad + PRIOR_BAD) / (calls + priorCalls))
}

/**
 * Returns the upper quantile of a gamma distribution, after Wilson and Hilferty (PNAS 17, 1931).
 */
function upperQuantile(shape: number): number {
  return shape * (1 - 1 / (9 * shape) + Z_95 / (3 * Math.sqrt(shape))) ** 3
}
