import { addSamples, type Counts, type Sample } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'
import { recentRows, rowsBetween, STRANGERS } from './rows.ts'
import { sliceSumsOf, sumsByScope, type SliceSums } from './scope-sums.ts'
import { selectedSample, type Selection } from './scope.ts'

/**
 * Stable's evidence, summed once for all tests. Strangers are left out, as they are on the
 * candidate.
 */
export interface Stable {
  readonly cohorts: readonly Cohort[]
  readonly recent: readonly Row[]
  readonly all: readonly Row[]
  readonly slices: readonly SliceSums[]
  readonly total: ReadonlyMap<string, Counts>
  /** The sums of the open slices since the candidate has traffic. */
  readonly during: ReadonlyMap<string, Counts>
  /** The newest slice in which stable had traffic, and the current one. */
  readonly newest: number
  readonly now: number
  /** The first slice in which the candidate had traffic. */
  readonly since: number
}

/**
 * Slices without traffic on stable after which its evidence counts for a third: stable may have
 * been repaired since. While both colors take traffic, the same holds for what stable showed before
 * and for its compacted slices.
 */
const EXPIRY_SLICES = 300
/**
 * Below this share of the calls, the callers other than the outlier are too few to show stable's
 * rate.
 */
const MIN_SHARE_OF_OTHERS = 0.02

/**
 * Sums stable's evidence. `heaviest` is the caller that the scope `others` leaves out; `now` is the
 * current slice, and `since` the first one of the candidate.
 */
export function stableOf(
  reference: Evidence,
  heaviest: number | undefined,
  now: number,
  since: number
): Stable {
  const cohorts = reference.open.map((one) => ({ ...one, rows: known(one.rows) }))
  const rows = known(recentRows(reference))
  return {
    cohorts,
    recent: known(reference.recent),
    all: rows,
    slices: cohorts.map((cohort) => sliceSumsOf(cohort, heaviest)),
    total: sumsByScope(rows, heaviest),
    during: sumsByScope(rowsBetween(cohorts, since, Infinity), heaviest),
    newest: reference.open.at(-1)?.slice ?? reference.watermark,
    now,
    since,
  }
}

/** Returns what stable shows lately. The slices in which both colors have traffic count in full. */
export function shownLately(
  stable: Stable,
  selection: Selection,
  excluded: ReadonlySet<number>
): Sample {
  const { cohorts, recent, newest, since } = stable
  const before = [...recent, ...rowsBetween(cohorts, -Infinity, since - 1)]
  const during = rowsBetween(cohorts, since, Infinity)
  return addSamples(
    weighted(
      selectedSample(before, selection, excluded),
      weightOf(stable, Math.min(newest, since))
    ),
    weighted(selectedSample(during, selection, excluded), weightOf(stable, newest))
  )
}

/** Returns the weight of evidence that ends with a slice. */
export function weightOf({ now }: Stable, last: number): number {
  return Math.exp(-Math.max(0, now - last) / EXPIRY_SLICES)
}

/** Whether the calls without the outlier are too few among all calls. */
export function isTooFew(others: Sample, all: Sample): boolean {
  return others.calls < MIN_SHARE_OF_OTHERS * all.calls
}

/**
 * Whether the outlier on stable may be a gateway that makes nearly all calls: it is then the caller
 * with the most calls on the candidate too. Otherwise one caller could flood stable with failures.
 */
export function mayBeOnlyOne(
  outlier: number | undefined,
  { heaviest }: Pick<Selection, 'heaviest'>
): boolean {
  return heaviest === undefined || outlier === heaviest
}

/** Returns the rows of known callers. */
export function known(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ caller }) => caller !== STRANGERS)
}

function weighted({ calls, bad }: Sample, weight: number): Sample {
  return { calls: calls * weight, bad: bad * weight }
}
