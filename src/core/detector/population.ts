import { discounted, discountsOf, type Discounts } from './discount.ts'
import type { Evidence } from './evidence.ts'
import { gradedEvidence, qualitiesOf } from './grades.ts'
import type { Limits } from './limits.ts'
import { bestGradedCaller } from './outlier-caller.ts'
import { callTestsOf, gradeTestsOf, type SignalTest } from './signal-test.ts'

/** What a group of tests counts: all calls, or those that were graded for a quality. */
export interface Population {
  readonly candidate: Evidence
  readonly reference: Evidence | undefined
  readonly tests: readonly SignalTest[]
  readonly discounts: Discounts
}

/**
 * Returns the calls, and the graded calls of each quality. The routes of `reference` are numbered
 * as those of `candidate` are; `slice` is the current one.
 */
export function populationsOf(
  candidate: Evidence,
  reference: Evidence | undefined,
  limits: Limits,
  slice: number
): readonly Population[] {
  const names = qualitiesOf(candidate)
  const calls: Population = {
    candidate,
    reference,
    tests: callTestsOf(candidate, reference, limits, slice),
    discounts: discountsOf(candidate, reference, limits),
  }
  return [calls, ...names.map((name) => graded(name, names.length))]

  function graded(name: string, qualities: number): Population {
    const own = gradedEvidence(candidate, name)
    const stable = reference === undefined ? undefined : gradedEvidence(reference, name)
    // A bad grade counts as a fault.
    const ownLimits = { ...limits, maxFaultRate: limits.maxQualityRate }
    const discounts = discountsOf(own, stable, ownLimits)
    // Only good grades of the open slices dilute the bad ones there.
    const counted = own.open.map((cohort) => discounted(cohort, discounts))
    const best = bestGradedCaller(counted.flatMap(({ rows }) => rows))
    return {
      candidate: own,
      reference: stable,
      tests: gradeTestsOf(own, stable, ownLimits, { name, qualities, best }),
      discounts,
    }
  }
}

/**
 * Returns the evidence without the failures that the discounts explain, also those of compacted
 * slices: a caller that fails as it did on stable must not hide another one that stands out.
 */
export function countedEvidence({ candidate, discounts }: Population): Evidence {
  const { open, recent } = candidate
  return {
    ...candidate,
    open: open.map((cohort) => discounted(cohort, discounts)),
    recent: discounted({ slice: -Infinity, rows: recent, quality: {} }, discounts).rows,
  }
}
