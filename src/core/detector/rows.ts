import { addCauses } from './causes.ts'
import { addTo, noCounts, scaled, type Counts } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'

/** Group of the callers without a successful call on any isolate. */
export const STRANGERS = 0

/** Slices after which the counts of compacted slices have decayed to a third. */
export const RECENT_DECAY_SLICES = 600

/** Adds rows to rows: one for each route class and caller group, ascending by both. */
export function mergeRows(known: readonly Row[], more: readonly Row[]): readonly Row[] {
  const rows = new Map(known.map((row) => [keyOf(row), row]))
  for (const row of more) {
    const key = keyOf(row)
    const before = rows.get(key)
    rows.set(key, before === undefined ? row : merged(before, row))
  }
  return [...rows.values()].toSorted((a, b) => a.route - b.route || a.caller - b.caller)
}

/**
 * Returns the rows of the compacted slices after one more slice, which is `slices` after the last
 * one.
 */
export function decayInto(
  recent: readonly Row[],
  slices: number,
  more: readonly Row[]
): readonly Row[] {
  const factor = Math.exp(-slices / RECENT_DECAY_SLICES)
  const kept = recent
    .map((row) => ({ ...row, counts: scaled(row.counts, factor) }))
    .filter(({ counts }) => counts.started >= 0.01)
  return mergeRows(kept, more.map(withoutCauses))
}

/** Returns the row with its counts alone. */
export function withoutCauses(row: Row): Row {
  if (row.causes === undefined) return row
  const { route, caller, counts } = row
  return { route, caller, counts }
}

/**
 * Returns the rows of all callers and routes: those of the open slices, and the decayed ones of
 * older slices.
 */
export function recentRows({ recent, open }: Evidence): readonly Row[] {
  return [...recent, ...open.flatMap(({ rows }) => rows)]
}

/** Returns the sum of rows. */
export function sumOf(rows: readonly Row[]): Counts {
  return rows.reduce((sum, { counts }) => addTo(sum, counts), noCounts)
}

/** Returns the sums of rows by caller group. */
export function byCaller(rows: readonly Row[]): ReadonlyMap<number, Counts> {
  const sums = new Map<number, Counts>()
  for (const { caller, counts } of rows) {
    const sum = sums.get(caller)
    sums.set(caller, sum === undefined ? counts : addTo(sum, counts))
  }
  return sums
}

/** Returns the rows of the slices in a range, both ends included. */
export function rowsBetween(cohorts: readonly Cohort[], from: number, to: number): readonly Row[] {
  return cohorts.filter(({ slice }) => slice >= from && slice <= to).flatMap(({ rows }) => rows)
}

function merged(one: Row, more: Row): Row {
  const row = { ...one, counts: addTo(one.counts, more.counts) }
  return more.causes === undefined ? row : { ...row, causes: addCauses(one.causes, more.causes) }
}

function keyOf({ route, caller }: Pick<Row, 'route' | 'caller'>): number {
  return route * 1000 + caller
}
