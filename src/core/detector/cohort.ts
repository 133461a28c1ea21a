import type { Tally } from '../reporting/tally.ts'
import { SLICE_MS } from '../reporting/tally.ts'
import { boundedCohort } from './bounded-cohort.ts'
import { compact } from './compact.ts'
import { addTo, noCounts, type Counts } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'
import { qualitiesWith, withGrades } from './grades.ts'
import { MAX_ROUTES, OPEN_SLICES, type Limits } from './limits.ts'
import { mergeRows, sumOf } from './rows.ts'

/**
 * Slices by which a candidate's slices are compacted earlier than stable's. Compaction needs
 * stable's open slices to find failures that both colors had at the same time.
 */
const EARLIER_SLICES = 20
/** Slices by which the clock of an isolate may be ahead. */
const MAX_SLICES_AHEAD = 5

/**
 * Adds increments to the slices in which their calls started, and compacts old slices. A slice
 * without calls takes no room, so with little traffic the slices stay open for longer. `reference`
 * is the evidence on stable while the color is on trial. `now` is in milliseconds since 1970.
 */
export function addCounts(
  evidence: Evidence,
  tallies: readonly Tally[],
  now: number,
  limits: Limits,
  reference?: Evidence
): Evidence {
  const counted = tallies.filter((tally) => tally.slice >= evidence.sinceSlice)
  const newest = Math.floor(now / SLICE_MS)
  const routes = withRoutes(evidence.routes, counted)
  const updated: Evidence = {
    ...evidence,
    routes,
    open: openWith({ ...evidence, routes }, counted, newest),
    rows: mergeRows(
      evidence.rows,
      counted.map((tally) => rowOf({ routes }, tally, false))
    ),
  }
  const kept = reference === undefined ? OPEN_SLICES : OPEN_SLICES - EARLIER_SLICES
  return compact(updated, kept, limits, reference)
}

/** Returns the counts since `sinceSlice` in the form of the status. */
export function totalsOf(evidence: Evidence): {
  readonly calls: number
  readonly successes: number
  readonly faults: number
  readonly overload: number
  readonly neutral: number
  readonly slow: number
  readonly lost: number
  readonly running: number
} {
  const { started, success, neutral, fault, overload, slow, lost } = sumOf(evidence.rows)
  const running = Math.max(0, started - success - neutral - fault - overload - lost)
  const ended = { successes: success, faults: fault, overload, neutral }
  return { calls: started, ...ended, slow, lost, running }
}

function openWith(
  evidence: Evidence,
  tallies: readonly Tally[],
  newest: number
): readonly Cohort[] {
  const qualities = qualitiesWith(evidence, tallies)
  const bySlice = Map.groupBy(tallies, (tally) =>
    Math.min(Math.max(tally.slice, evidence.watermark), newest + MAX_SLICES_AHEAD)
  )
  const untouched = evidence.open.filter((cohort) => !bySlice.has(cohort.slice))
  const touched = [...bySlice].map(([slice, increments]): Cohort => {
    const known = evidence.open.find((cohort) => cohort.slice === slice)
    const rows = increments.map((tally) => rowOf(evidence, tally, tally.slice < slice))
    return {
      slice,
      rows: mergeRows(known?.rows ?? [], rows),
      quality: withGrades(known?.quality ?? {}, increments, qualities),
    }
  })
  return [...untouched, ...touched]
    .map((cohort) => boundedCohort(cohort, newest))
    .toSorted((a, b) => a.slice - b.slice)
}

function rowOf({ routes }: Pick<Evidence, 'routes'>, tally: Tally, isLate: boolean): Row {
  const route = Math.max(0, routes.indexOf(tally.route))
  const counts = addTo(noCounts, tally)
  const row = { route, caller: tally.caller, counts: isLate ? asLate(counts) : counts }
  return tally.causes === undefined ? row : { ...row, causes: tally.causes }
}

/**
 * Returns the counts of outcomes whose slice was compacted, where their calls counted as good. A
 * bad outcome counts as a call that started in the oldest open slice; a good one was counted
 * already.
 */
function asLate(counts: Counts): Counts {
  const { started, fault, overload, slow, lost } = counts
  const bad = Math.max(started, fault + overload + lost, slow)
  return { ...counts, started: bad, success: 0, neutral: 0, concordant: 0 }
}

/** Returns the labels with those of new route classes, up to a bound. */
function withRoutes(known: readonly string[], tallies: readonly Tally[]): readonly string[] {
  const labels = tallies.map(({ route }) => route).filter((route) => !known.includes(route))
  if (labels.length === 0) return known
  return [...new Set([...known, ...labels])].slice(0, MAX_ROUTES + 1)
}
