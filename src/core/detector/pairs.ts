import type { Cohort, Evidence, Pairs } from './evidence.ts'

/**
 * Not every failed call is repeated on the other color, but those that were speak for the rest: when the other color
 * failed most of them as well, the failures that nobody repeated are taken for shared too.
 */
export function isMostlyConcordant({ concordant, discordant }: Pairs): boolean {
  return concordant > 1 && concordant > discordant
}

/** The evidence without failures that both colors share. The same object when there are none. */
export function withoutSharedFailures(evidence: Evidence): Evidence {
  if (!isMostlyConcordant(recentPairs(evidence))) return evidence
  return { ...evidence, open: evidence.open.map(discountSharedFailures) }
}

/** Matched pairs of late. */
export function recentPairs({ pairs, open }: Evidence): Pairs {
  return addPairs(pairs, open)
}

export function addPairs(pairs: Pairs, cohorts: readonly Cohort[]): Pairs {
  return cohorts.reduce(
    ({ concordant, discordant }, { counts }) => ({
      concordant: concordant + counts.concordant,
      discordant: discordant + counts.discordant,
    }),
    pairs
  )
}

/** Leaves only the faults of which the other color has shown that they need not be. */
export function discountSharedFailures(cohort: Cohort): Cohort {
  const { fault, neutral, discordant } = cohort.counts
  if (fault <= discordant) return cohort
  const kept = discordant / fault
  return {
    ...cohort,
    counts: { ...cohort.counts, neutral: neutral + fault - discordant, fault: discordant },
    callers: cohort.callers.map(([caller, answered, faults, overload, slow]) => [
      caller,
      answered - faults * (1 - kept),
      faults * kept,
      overload,
      slow,
    ]),
  }
}
