import type { Cohort, Row } from './evidence.ts'
import { byCaller, mergeRows, STRANGERS } from './rows.ts'

/** Group of merged rows. It is not a caller, so it is never the outlier. */
const MERGED = -1
/** Number of the newest slices that keep every row: most outcomes come within seconds. */
const WHOLE_SLICES = 3
/** Number of rows of an older slice above which rows are merged. */
const MAX_ROWS = 32
/** Number of callers with bad calls of an older slice whose rows stay apart. */
const MAX_CALLERS = 3

/**
 * Returns the cohort with a bounded number of rows, so that evidence can be stored. Strangers and
 * the callers with the most bad calls keep rows of their own, because one of them may be the
 * outlier. So does the caller with the most good ones, which may dilute the bad ones of others. The
 * rows of the other callers are merged.
 */
export function boundedCohort(cohort: Cohort, newest: number): Cohort {
  const { slice, rows, quality } = cohort
  if (slice > newest - WHOLE_SLICES) return cohort
  const grades = Object.entries(quality)
  const graded = grades.reduce((sum, [, own]) => sum + own.length, 0)
  if (rows.length <= MAX_ROWS && graded <= MAX_ROWS) return cohort
  return {
    ...cohort,
    rows: rows.length <= MAX_ROWS ? rows : merged(rows),
    quality:
      graded <= MAX_ROWS
        ? quality
        : Object.fromEntries(grades.map(([name, own]) => [name, merged(own)])),
  }
}

function merged(rows: readonly Row[]): readonly Row[] {
  const kept = callersToKeep(rows)
  const apart = rows.filter(({ caller }) => kept.has(caller))
  const others = rows.filter(({ caller }) => !kept.has(caller))
  return mergeRows(
    apart,
    others.map((row) => ({ ...row, caller: MERGED }))
  )
}

function callersToKeep(rows: readonly Row[]): ReadonlySet<number> {
  const ranked = [...byCaller(rows)]
    .filter(([caller]) => caller > STRANGERS)
    .map(([caller, { started, neutral, fault, overload, slow, lost }]) => {
      const mostBad = Math.max(fault, overload, slow, lost)
      return { caller, mostBad, started, good: started - neutral - mostBad }
    })
    .toSorted((a, b) => b.mostBad - a.mostBad || b.started - a.started || a.caller - b.caller)
  const [best] = ranked.toSorted((a, b) => b.good - a.good)
  const kept = best === undefined ? [] : [...ranked.slice(0, MAX_CALLERS), best]
  return new Set([STRANGERS, ...kept.map(({ caller }) => caller)])
}
