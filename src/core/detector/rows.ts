import { addTo, noCounts, scaled, type Counts } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'

/** Group of the callers that no isolate has seen succeed. */
export const STRANGERS = 0

/** Seconds after which what compacted slices showed has decayed to a third. */
export const RECENT_DECAY_SLICES = 600

/** Adds rows to rows: one for each route class and caller group, ascending by both. */
export function mergeRows(known: readonly Row[], more: readonly Row[]): readonly Row[] {
  const rows = new Map(known.map((row) => [keyOf(row), row]))
  for (const row of more) {
    const key = keyOf(row)
    const before = rows.get(key)
    rows.set(
      key,
      before === undefined ? row : { ...before, counts: addTo(before.counts, row.counts) }
    )
  }
  return [...rows.values()].toSorted((a, b) => a.route - b.route || a.caller - b.caller)
}

/** Rows of the compacted slices after one more slice, which is `slices` after the one before. */
export function decayInto(
  recent: readonly Row[],
  slices: number,
  more: readonly Row[]
): readonly Row[] {
  const factor = Math.exp(-slices / RECENT_DECAY_SLICES)
  const kept = recent
    .map((row) => ({ ...row, counts: scaled(row.counts, factor) }))
    .filter(({ counts }) => counts.started >= 0.01)
  return mergeRows(kept, more)
}

/** Everything that is remembered of callers and routes: the open slices and the decayed rows of older ones. */
export function recentRows({ recent, open }: Evidence): readonly Row[] {
  return [...recent, ...open.flatMap(({ rows }) => rows)]
}

/** The sum of rows. */
export function sumOf(rows: readonly Row[]): Counts {
  return rows.reduce((sum, { counts }) => addTo(sum, counts), noCounts)
}

/** The sums of rows by caller group. */
export function byCaller(rows: readonly Row[]): ReadonlyMap<number, Counts> {
  const sums = new Map<number, Counts>()
  for (const { caller, counts } of rows) {
    const sum = sums.get(caller)
    sums.set(caller, sum === undefined ? counts : addTo(sum, counts))
  }
  return sums
}

/** The rows of the slices from one to another, both included. */
export function rowsBetween(cohorts: readonly Cohort[], from: number, to: number): readonly Row[] {
  return cohorts.filter(({ slice }) => slice >= from && slice <= to).flatMap(({ rows }) => rows)
}

function keyOf({ route, caller }: Pick<Row, 'route' | 'caller'>): number {
  return route * 1000 + caller
}
