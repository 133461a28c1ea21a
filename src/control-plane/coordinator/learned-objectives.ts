import { MAX_ROUTES } from '../../core/detector/limits.ts'
import type { CallTimes } from '../../core/reporting/call-times.ts'
import { learnedObjectiveMs } from '../../core/reporting/learned-objective.ts'
import { callsIn, halved, withCounts, type Histogram } from '../../core/reporting/log-histogram.ts'

/** Times to first byte that a histogram holds before it is halved. */
const MAX_FIRST_BYTE_CALLS = 20_000

/** Times to first byte of a release, by route class. */
export type Histograms = Readonly<Record<string, Histogram>>

/** Returns the histograms with the times of one route class. The number of classes is bounded. */
export function withFirstByte(
  known: Histograms,
  { route, firstByte: { buckets } }: Pick<CallTimes, 'route' | 'firstByte'>
): Histograms {
  if (known[route] === undefined && Object.keys(known).length > MAX_ROUTES) return known
  return { ...known, [route]: bounded(withCounts(known[route] ?? [], buckets)) }
}

/** Returns the objectives in milliseconds by route class, learned from the times of stable. */
export function objectivesOf(histograms: Histograms): Readonly<Record<string, number>> {
  const learned = Object.entries(histograms).flatMap(([route, histogram]) => {
    const objective = learnedObjectiveMs(histogram)
    return objective === undefined ? [] : [[route, objective] as const]
  })
  return Object.fromEntries(learned)
}

/** Returns the histogram, halved when it has many calls, so that newer calls count for more. */
function bounded(histogram: Histogram): Histogram {
  return callsIn(histogram) > MAX_FIRST_BYTE_CALLS ? halved(histogram) : histogram
}
