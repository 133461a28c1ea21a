import { noStrengths, ratiosOf, tick, type Strengths } from './statistic.ts'
import { againstIn, type Allowance } from './baseline.ts'
import type { Cohort } from './evidence.ts'
import type { Sample } from './counts.ts'

/**
 * Adds cohorts, oldest first, to the strengths of what came before them. A slice without calls is no tick: a quiet
 * night is neither good nor bad. What is allowed anyway, however bad, tells nothing.
 */
export function weigh(
  before: Strengths | undefined,
  cohorts: readonly Cohort[],
  allowance: Allowance,
  sampleOf: (cohort: Cohort) => Sample
): Strengths {
  return cohorts.reduce((strengths, cohort) => {
    const sample = sampleOf(cohort)
    const against = againstIn(allowance, cohort.slice)
    return sample.calls <= 0 || against.perBad.length === 0
      ? strengths
      : tick(strengths, ratiosOf(sample, against))
  }, before ?? noStrengths)
}
