import type { Tally } from '../reporting/tally.ts'
import { noCounts, type Counts, type Sample } from './counts.ts'
import type { Cohort, Evidence, Grades, Row } from './evidence.ts'
import { mergeRows } from './rows.ts'

/** Maximum number of graded qualities; grades for others are dropped. */
const MAX_QUALITIES = 8

/** Returns the names of the graded qualities. */
export function qualitiesOf({ quality, open }: Evidence): readonly string[] {
  return [...new Set([quality, ...open.map((one) => one.quality)].flatMap(Object.keys))]
}

/** Returns the names of the qualities to keep: the known ones, and new ones up to a bound. */
export function qualitiesWith(evidence: Evidence, tallies: readonly Tally[]): readonly string[] {
  const reported = tallies.flatMap((tally) => Object.keys(tally.quality ?? {}))
  if (reported.length === 0) return []
  return [...new Set([...qualitiesOf(evidence), ...reported])].slice(0, MAX_QUALITIES)
}

/** Adds the grades of tallies for the qualities that are kept. */
export function withGrades(
  known: Grades,
  tallies: readonly Tally[],
  kept: readonly string[]
): Grades {
  return tallies.reduce((sum, { caller, quality = {} }) => {
    const own = Object.entries(quality).filter(([name]) => kept.includes(name))
    const rows = own.map(([name, sample]) => [name, [gradesOf(caller, sample)]])
    return mergeGrades(sum, Object.fromEntries(rows))
  }, known)
}

/** Adds up grades by quality and caller group. */
export function mergeGrades(known: Grades, more: Grades): Grades {
  const sums = Object.entries(more).map(([name, rows]) => [
    name,
    mergeRows(rowsOf(known, name), rows),
  ])
  return sums.length === 0 ? known : { ...known, ...Object.fromEntries(sums) }
}

/** Returns the grades for a quality, whose name may be that of a property of all objects. */
function rowsOf(grades: Grades, name: string): readonly Row[] {
  return Object.hasOwn(grades, name) ? (grades[name] ?? []) : []
}

/**
 * Returns the evidence of a quality in the form of evidence of calls. A graded call is a call, and
 * a bad grade is its fault. Grades are rare, so those of compacted slices do not decay.
 */
export function gradedEvidence(evidence: Evidence, name: string): Evidence {
  const recent = rowsOf(evidence.quality, name)
  const open = evidence.open.map((cohort): Cohort => ({
    ...cohort,
    rows: rowsOf(cohort.quality, name),
  }))
  const rows = mergeRows(
    recent,
    open.flatMap((cohort) => cohort.rows)
  )
  return { ...evidence, pairs: [], open, recent, rows }
}

/** Returns the rows of all grades, whatever they are for. */
export function allGrades({ quality, open }: Evidence): readonly Row[] {
  return [quality, ...open.map((one) => one.quality)].flatMap((one) => Object.values(one).flat())
}

/** Returns the grades of one caller group. */
export function gradesOf(caller: number, { calls, bad }: Sample): Row {
  const counts: Counts = { ...noCounts, started: calls, success: calls - bad, fault: bad }
  return { route: 0, caller, counts }
}
