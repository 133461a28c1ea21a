import type { Cohort, Evidence, Pairs } from './evidence.ts'

/**
 * Not every failed call is repeated on the other color, but those that were speak for the rest: when the other color
 * failed most of them as well, the failures that nobody repeated are taken for shared too.
 */
export function isShared({ shared, convicted }: Pairs): boolean {
  return shared > 1 && shared > convicted
}

/** The evidence without failures that both colors share. The same object when there are none. */
export function acquitted(evidence: Evidence): Evidence {
  if (!isShared(recentPairs(evidence))) return evidence
  return { ...evidence, open: evidence.open.map(acquit) }
}

/** Matched pairs of late. */
export function recentPairs({ pairs, open }: Evidence): Pairs {
  return pairsWith(pairs, open)
}

export function pairsWith(pairs: Pairs, cohorts: readonly Cohort[]): Pairs {
  return cohorts.reduce(
    ({ shared, convicted }, { counts }) => ({
      shared: shared + counts.shared,
      convicted: convicted + counts.convicted,
    }),
    pairs
  )
}

/** Leaves only the faults of which the other color has shown that they need not be. */
export function acquit(cohort: Cohort): Cohort {
  const { fault, neutral, convicted } = cohort.counts
  if (fault <= convicted) return cohort
  const kept = convicted / fault
  return {
    ...cohort,
    counts: { ...cohort.counts, neutral: neutral + fault - convicted, fault: convicted },
    callers: cohort.callers.map(([caller, answered, faults, pressure, slow]) => [
      caller,
      answered - faults * (1 - kept),
      faults * kept,
      pressure,
      slow,
    ]),
  }
}
