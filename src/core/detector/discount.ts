import { sampleOf, type Counts } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { hasPairs, medianShare, pairsAround, shareOf, sharesByGroup } from './pairs.ts'
import { byCaller, recentRows, STRANGERS } from './rows.ts'
import { upperBound } from './upper-bound.ts'

/**
 * Groups whose pairs must agree before they count for groups without pairs: one caller is never
 * enough.
 */
const MIN_GROUPS_FOR_OTHERS = 2
/** Groups whose pairs must agree before the detector concludes that stable is no better. */
const MIN_GROUPS_FOR_HOLD = 3
/**
 * A group whose rate on stable is this many times the usual one is allowed its own rate on the
 * candidate.
 */
const NOTABLE = 2
/** Minimum number of bad calls on stable for a group's rate there to be known. */
const MIN_BAD_ON_STABLE = 3
/** Number of a group's own pairs that the other groups are worth. */
const PRIOR_PAIRS = 2

/** The failures that do not count against the candidate. */
export interface Discounts {
  readonly cohorts: readonly Cohort[]
  /** Weights of the bad calls of a group whose rate on stable is notable. */
  readonly weights: ReadonlyMap<number, Weights>
}

interface Weights {
  readonly fault: number
  readonly overload: number
}

/** Returns the discounts that follow from the evidence on a color and on stable. */
export function discountsOf(
  { pairs, open }: Evidence,
  reference: Evidence | undefined,
  limits: Limits
): Discounts {
  return { cohorts: [...pairs, ...open.filter(hasPairs)], weights: weightsOf(reference, limits) }
}

/**
 * Returns the cohort without the failures that the discounts explain; the same object when there
 * are none.
 */
export function discounted(cohort: Cohort, { cohorts, weights }: Discounts): Cohort {
  if (cohorts.length === 0 && weights.size === 0) return cohort
  if (!cohort.rows.some(({ counts }) => counts.fault + counts.overload > 0)) return cohort
  const hasEarly = cohorts.length > 0 && cohort.rows.some(({ counts }) => counts.early > 0)
  const shares = hasEarly ? sharesAt(cohort, cohorts) : undefined
  const rows = cohort.rows.map((row) => discountedRow(row, shares?.(row) ?? 0, weights))
  return { ...cohort, rows }
}

/** Whether the pairs of several groups show that stable fails most of the same calls. */
export function isMostlyShared({ open }: Evidence): boolean {
  const shares = sharesByGroup(open.filter(hasPairs).flatMap(({ rows }) => rows))
  return (medianShare(shares, MIN_GROUPS_FOR_HOLD) ?? 0) > 0.5
}

/** Returns the cohort with the calls that both colors failed counted as faults. */
export function withSharedFaults(cohort: Cohort): Cohort {
  const rows = cohort.rows.map((row) => {
    const { fault, neutral, concordant } = row.counts
    const counts = { ...row.counts, fault: fault + concordant, neutral: neutral - concordant }
    return { ...row, counts }
  })
  return { ...cohort, rows }
}

function discountedRow(row: Row, share: number, weights: Discounts['weights']): Row {
  const { fault, overload, early } = row.counts
  if (fault + overload === 0) return row
  const shared = Math.min(early, fault) * share
  const weight = weights.get(row.caller)
  if (shared === 0 && weight === undefined) return row
  const { counts } = row
  const unshared = { ...counts, fault: fault - shared, neutral: counts.neutral + shared }
  return { ...row, counts: weight === undefined ? unshared : weighted(unshared, weight) }
}

/**
 * Returns the counts with the group's bad calls at a lower weight; the rest of each counts as good.
 * A bad call of a group with the rate r counts for limit ÷ r, so its likelihood ratio has a mean of
 * at most one, like that of any other call at the limit. A discordant pair counts in full, because
 * the other color answered that very call well.
 */
function weighted(counts: Counts, { fault, overload }: Weights): Counts {
  const { discordant } = counts
  return {
    ...counts,
    fault: discordant + (counts.fault - discordant) * fault,
    overload: counts.overload * overload,
  }
}

/**
 * Returns the share of a group's early unpaired faults that the other color shares, by the pairs of
 * the same route class and of about the same time. A group's own pairs decide it. The other groups
 * are worth a few pairs beside them. If enough of the others agree, they decide it for a group
 * without pairs.
 */
function sharesAt({ slice }: Cohort, cohorts: readonly Cohort[]): (row: Row) => number {
  const rows = pairsAround(cohorts, slice)
  const byRoute = new Map<number, (caller: number) => number>()
  for (const [route, own] of Map.groupBy(rows, (row) => row.route)) {
    const pairs = sharesByGroup(own)
    const others = medianShare(pairs, MIN_GROUPS_FOR_OTHERS)
    byRoute.set(route, (caller) => shareOf(pairs.get(caller), others, PRIOR_PAIRS))
  }
  return ({ route, caller }) => byRoute.get(route)?.(caller) ?? 0
}

function weightsOf(reference: Evidence | undefined, limits: Limits): Discounts['weights'] {
  const weights = new Map<number, Weights>()
  if (reference === undefined) return weights
  const groups = [...byCaller(recentRows(reference))].filter(([caller]) => caller > STRANGERS)
  const usual = { fault: usualRate(groups, 'fault'), overload: usualRate(groups, 'overload') }
  for (const [caller, counts] of groups) {
    const fault = weightOf(counts, 'fault', limits, usual.fault)
    const overload = weightOf(counts, 'overload', limits, usual.overload)
    if (fault < 1 || overload < 1) weights.set(caller, { fault, overload })
  }
  return weights
}

/** Returns the lower median of the rates of known groups. */
function usualRate(
  groups: readonly (readonly [caller: number, counts: Counts])[],
  signal: 'fault' | 'overload'
): number {
  const rates = groups
    .map(([, counts]) => sampleOf(counts, signal))
    .filter(({ calls }) => calls > 0)
    .map(({ calls, bad }) => bad / calls)
    .toSorted((a, b) => a - b)
  return rates[(rates.length - 1) >> 1] ?? 0
}

/**
 * Returns the weight of a group's bad calls. A group with the usual rate on stable has full weight,
 * because the baseline of all groups covers it.
 */
function weightOf(
  counts: Counts,
  signal: 'fault' | 'overload',
  limits: Limits,
  usual: number
): number {
  const { calls, bad } = sampleOf(counts, signal)
  const limit = limitOf(limits, signal)
  if (bad < MIN_BAD_ON_STABLE || bad <= NOTABLE * Math.max(limit, usual) * calls) return 1
  return limit / upperBound({ calls, bad })
}
