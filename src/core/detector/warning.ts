import { accumulate, nothingAccumulated, srStatisticOf, type Alternatives } from './statistic.ts'

/**
 * The statistic that the callers without the outlier must reach as well: about a day of slices between false ones. A
 * color that is above it in any test is not called healthy.
 */
export const WARNING_THRESHOLD = 1e5

/** Whether so many calls would reach the warning threshold if all of them were bad. */
export function canShow(calls: number, alternatives: Alternatives): boolean {
  const sample = { calls, bad: calls }
  const step = { slice: 0, sample, alternatives, cap: Infinity, longestPause: Infinity }
  return srStatisticOf(accumulate(nothingAccumulated, [step]).statistics) >= WARNING_THRESHOLD
}
