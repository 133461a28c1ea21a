import { zeroStatistics, likelihoodRatiosOf, afterSlice, type SrStatistics } from './statistic.ts'
import { alternativesIn, type Baseline } from './baseline.ts'
import type { Cohort } from './evidence.ts'
import type { Sample } from './counts.ts'

/**
 * Adds cohorts, oldest first, to the strengths of what came before them. A slice without calls is no tick: a quiet
 * night is neither good nor bad. What is allowed anyway, however bad, tells nothing.
 */
export function accumulate(
  before: SrStatistics | undefined,
  cohorts: readonly Cohort[],
  baseline: Baseline,
  sampleOf: (cohort: Cohort) => Sample
): SrStatistics {
  return cohorts.reduce((statistics, cohort) => {
    const sample = sampleOf(cohort)
    const alternatives = alternativesIn(baseline, cohort.slice)
    return sample.calls <= 0 || alternatives.perBad.length === 0
      ? statistics
      : afterSlice(statistics, likelihoodRatiosOf(sample, alternatives))
  }, before ?? zeroStatistics)
}
