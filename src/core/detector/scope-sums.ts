import { addTo, endedOf, noCounts, type Counts } from './counts.ts'
import type { Cohort, Row, Scope } from './evidence.ts'
import { STRANGERS } from './rows.ts'

/** The counts of a slice by scope. A scope without calls has no entry. */
export interface SliceSums {
  readonly slice: number
  readonly byScope: ReadonlyMap<Scope, Counts>
}

/** Returns the sums of a cohort, computed once for all tests. */
export function sliceSumsOf({ slice, rows }: Cohort, heaviest: number | undefined): SliceSums {
  return { slice, byScope: sumsByScope(rows, heaviest) }
}

/** Returns the same for the calls that have ended. */
export function endedSumsOf(sums: SliceSums): SliceSums {
  const byScope = new Map([...sums.byScope].map(([scope, counts]) => [scope, endedOf(counts)]))
  return { ...sums, byScope }
}

/** Returns the sums of rows by scope. */
export function sumsByScope(
  rows: readonly Row[],
  heaviest: number | undefined
): ReadonlyMap<Scope, Counts> {
  const byRoute: Counts[] = []
  let [strangers, heavy, others] = [noCounts, noCounts, noCounts]
  for (const { route, caller, counts } of rows) {
    byRoute[route] = sumOfTwo(byRoute[route] ?? noCounts, counts)
    if (caller === STRANGERS) strangers = sumOfTwo(strangers, counts)
    else if (caller === heaviest) heavy = sumOfTwo(heavy, counts)
    else others = sumOfTwo(others, counts)
  }
  const known = sumOfTwo(heavy, others)
  const sums = new Map<Scope, Counts>([
    ['all', sumOfTwo(strangers, known)],
    ['known', known],
    ['others', others],
  ])
  byRoute.forEach((sum, route) => sums.set(`route:${route}`, sum))
  return sums
}

function sumOfTwo(sum: Counts, more: Counts): Counts {
  return sum === noCounts ? more : addTo(sum, more)
}
