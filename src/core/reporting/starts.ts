import { OTHER_ROUTE } from '../detector/evidence.ts'
import { STRANGERS } from '../detector/rows.ts'
import type { CohortKey } from './tally.ts'

/** Intervals of age. The last one is open. */
export const AGES = 8

/** Callers of a route class that a report counts apart. All others are strangers on other routes. */
export const MAX_STARTERS = 16

/** Calls of one caller group on one route class. */
export type Starter = Pick<CohortKey, 'caller' | 'route'> & { readonly calls: number }

/**
 * When the calls in progress of a release started, and whose they are. The two are counted apart,
 * so that a report stays small.
 */
export interface Starts {
  /** The slice of the report. */
  readonly slice: number
  /** Calls by age: of the slice itself, of the 2 slices before, of the 4 before those, and so on. */
  readonly byAge: readonly number[]
  /** The callers with the most calls. */
  readonly byCaller: readonly Starter[]
}

/** The row of evidence to which a call belongs. */
export type Place = Pick<CohortKey, 'slice' | 'caller' | 'route'>

/** Returns the starts of calls, as of a slice. */
export function startsOf(cohorts: readonly CohortKey[], slice: number): Starts {
  const byAge = Array.from({ length: AGES }, () => 0)
  const starters = new Map<string, Starter>()
  for (const { slice: start, caller, route } of cohorts) {
    const age = ageOf(slice - start)
    byAge[age] = (byAge[age] ?? 0) + 1
    const key = `${caller}/${route}`
    starters.set(key, { caller, route, calls: (starters.get(key)?.calls ?? 0) + 1 })
  }
  const ranked = [...starters.values()].toSorted((a, b) => b.calls - a.calls)
  return { slice, byAge, byCaller: ranked.slice(0, MAX_STARTERS) }
}

/**
 * Returns a place for each call, oldest first. The calls of an age are spread over its slices, and
 * those of a caller over all ages: calls that are put into one slice would look like an outage.
 */
export function placesOf({ slice, byAge, byCaller }: Starts): readonly Place[] {
  const slices = byAge
    .flatMap((calls, age) => slicesOf(slice, age, calls))
    .toSorted((a, b) => a - b)
  const known = byCaller.reduce((sum, { calls }) => sum + calls, 0)
  const rest = { ...stranger, calls: Math.max(0, slices.length - known) }
  const spread = [...byCaller, rest]
    .flatMap((starter) =>
      Array.from({ length: Math.min(starter.calls, slices.length) }, (_, index) => ({
        starter,
        position: (index + 0.5) / starter.calls,
      }))
    )
    .toSorted((a, b) => a.position - b.position)
  return slices.map((start, index): Place => {
    const { caller, route } = spread[index]?.starter ?? stranger
    return { slice: start, caller, route }
  })
}

/** A caller and a route class of which nothing is known. */
export const stranger = { caller: STRANGERS, route: OTHER_ROUTE } as const

/** The interval that an age in slices belongs to. A call may have started after the report's slice began. */
function ageOf(slices: number): number {
  return Math.min(AGES - 1, Math.floor(Math.log2(Math.max(0, slices) + 1)))
}

function slicesOf(slice: number, age: number, calls: number): readonly number[] {
  const width = 2 ** age
  return Array.from({ length: calls }, (_, index) => {
    const older = width - 1 + Math.floor(((index + 0.5) * width) / calls)
    return Math.max(0, slice - older)
  })
}
