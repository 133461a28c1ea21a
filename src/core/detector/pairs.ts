import type { Cohort, Row } from './evidence.ts'
import { byCaller, STRANGERS, withoutCauses } from './rows.ts'

/**
 * Slices before and after a failure whose pairs count for it: an outage begins and ends within
 * seconds.
 */
const WINDOW_SLICES = 10

/** Matched pairs of one group, and the share of them that failed on both colors. */
export interface GroupPairs {
  readonly pairs: number
  readonly share: number
}

/** Whether a cohort has calls that were repeated on the other color. */
export function hasPairs({ rows }: Cohort): boolean {
  return rows.some(isPaired)
}

/**
 * Returns the pairs of the compacted slices that are near enough to an open one. `watermark` is the
 * first open slice.
 */
export function pairsBefore(watermark: number, compacted: readonly Cohort[]): readonly Cohort[] {
  return compacted
    .filter((cohort) => cohort.slice >= watermark - WINDOW_SLICES && hasPairs(cohort))
    .map(({ slice, rows }) => ({
      slice,
      rows: rows.filter(isPaired).map(withoutCauses),
      quality: {},
    }))
}

/** Returns the rows with pairs of about the same time as a slice. */
export function pairsAround(cohorts: readonly Cohort[], slice: number): readonly Row[] {
  return cohorts
    .filter((cohort) => Math.abs(cohort.slice - slice) <= WINDOW_SLICES)
    .flatMap(({ rows }) => rows.filter(isPaired))
}

/** Returns the pairs of each group. */
export function sharesByGroup(rows: readonly Row[]): ReadonlyMap<number, GroupPairs> {
  const shares = new Map<number, GroupPairs>()
  for (const [caller, { concordant, discordant }] of byCaller(rows)) {
    const pairs = concordant + discordant
    if (pairs > 0) shares.set(caller, { pairs, share: concordant / pairs })
  }
  return shares
}

/**
 * Returns the lower median of the shares of known groups, each with one vote; undefined below a
 * number of groups. One group alone cannot raise it above the share of another one.
 */
export function medianShare(
  groups: ReadonlyMap<number, GroupPairs>,
  minGroups: number
): number | undefined {
  const shares = [...groups]
    .filter(([caller]) => caller > STRANGERS)
    .map(([, { share }]) => share)
    .toSorted((a, b) => a - b)
  return shares.length < minGroups ? undefined : shares[(shares.length - 1) >> 1]
}

/** Returns a group's share by its own pairs and those of others, which are worth `priorPairs`. */
export function shareOf(
  own: GroupPairs | undefined,
  others: number | undefined,
  priorPairs: number
): number {
  if (own === undefined) return others ?? 0
  if (others === undefined) return own.share
  return (own.share * own.pairs + others * priorPairs) / (own.pairs + priorPairs)
}

function isPaired({ counts }: Row): boolean {
  return counts.concordant + counts.discordant > 0
}
