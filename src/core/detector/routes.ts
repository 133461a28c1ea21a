import type { Evidence, Row } from './evidence.ts'

/**
 * Returns the evidence with its routes in the order of `routes`. Each evidence numbers route
 * classes in the order of their first calls. Classes that `routes` lacks follow at the end.
 */
export function alignedTo(routes: readonly string[], evidence: Evidence): Evidence {
  const labels = [...new Set([...routes, ...evidence.routes])]
  const numbers = evidence.routes.map((label) => labels.indexOf(label))
  if (numbers.every((number, index) => number === index)) return evidence
  const renumbered = (rows: readonly Row[]): readonly Row[] =>
    rows.map((row) => ({ ...row, route: numbers[row.route] ?? row.route }))
  return {
    ...evidence,
    routes: labels,
    open: evidence.open.map((cohort) => ({ ...cohort, rows: renumbered(cohort.rows) })),
    recent: renumbered(evidence.recent),
    rows: renumbered(evidence.rows),
  }
}
