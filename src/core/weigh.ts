import {
  alternativesTo,
  HOPELESS,
  noStrengths,
  tick,
  type Alternatives,
  type Strengths,
} from './accumulate.ts'
import { allowedIn, type Allowance } from './allowed.ts'
import type { Cohort } from './evidence.ts'
import type { Sample } from './signal.ts'

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
  let strengths = before ?? noStrengths
  let against: { readonly allowed: number; readonly alternatives: Alternatives } | undefined
  for (const cohort of cohorts) {
    const sample = sampleOf(cohort)
    const allowed = allowedIn(allowance, cohort.slice)
    if (sample.calls <= 0 || allowed >= HOPELESS) continue
    if (against?.allowed !== allowed) against = { allowed, alternatives: alternativesTo(allowed) }
    strengths = tick(strengths, sample, against.alternatives)
  }
  return strengths
}
