import type { CohortKey } from '../../core/reporting/tally.ts'

export function isSameCohort(one: CohortKey, another: CohortKey): boolean {
  return one.slice === another.slice && one.caller === another.caller && isSameRoute(one, another)
}

/** Whether two cohorts are of the same release and route class. */
export function isSameRoute(one: CohortKey, another: CohortKey): boolean {
  return (
    one.color === another.color && one.route === another.route && one.release === another.release
  )
}
