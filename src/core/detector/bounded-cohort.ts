import type { Cohort, Row } from './evidence.ts'
import { byCaller, mergeRows, STRANGERS } from './rows.ts'

/** Group of rows that were merged: it is nobody's, so it never stands out. */
const MERGED = -1
/** Slices that keep every row: most outcomes come within seconds. */
const WHOLE_SLICES = 3
/** Rows of an older slice above which rows are merged. */
const MAX_ROWS = 32
/** Callers of an older slice whose rows stay apart. */
const MAX_CALLERS = 3

/**
 * The cohort with a bounded number of rows, so that evidence can be stored. Beyond it, strangers and the callers with the
 * most bad calls keep rows of their own: who stands out must be known. The others are many, and none of them does.
 */
export function boundedCohort(cohort: Cohort, newest: number): Cohort {
  if (cohort.slice > newest - WHOLE_SLICES || cohort.rows.length <= MAX_ROWS) return cohort
  const kept = callersToKeep(cohort.rows)
  const apart = cohort.rows.filter(({ caller }) => kept.has(caller))
  const merged = cohort.rows
    .filter(({ caller }) => !kept.has(caller))
    .map((row) => ({ ...row, caller: MERGED }))
  return { ...cohort, rows: mergeRows(apart, merged) }
}

function callersToKeep(rows: readonly Row[]): ReadonlySet<number> {
  const ranked = [...byCaller(rows)]
    .filter(([caller]) => caller > STRANGERS)
    .map(([caller, { started, fault, overload, slow, lost }]) => ({
      caller,
      mostBad: Math.max(fault, overload, slow, lost),
      started,
    }))
    .toSorted((a, b) => b.mostBad - a.mostBad || b.started - a.started || a.caller - b.caller)
  return new Set([STRANGERS, ...ranked.slice(0, MAX_CALLERS).map(({ caller }) => caller)])
}
