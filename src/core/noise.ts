import type { CallerRow, Cohort } from './evidence.ts'
import { badOf, sampleIn, type Sample, type Signal } from './signal.ts'

/** Bad calls by which a group must be ahead of all others to stand out: the first failure accuses nobody. */
const AHEAD = 1.5

/** The group of callers that stands out by its bad calls, if one does. */
export function outlierOf(noise: readonly number[]): number | undefined {
  const loudest = noise.reduce((most, bad, caller) => (bad > (noise[most] ?? 0) ? caller : most), 0)
  const others = noise.filter((_, caller) => caller !== loudest)
  return (noise[loudest] ?? 0) >= Math.max(0, ...others) + AHEAD ? loudest : undefined
}

/** The sample of a cohort without one group of callers. Grades are not told apart by caller. */
export function quieter(cohort: Cohort, signal: Signal, caller: number | undefined): Sample {
  const { calls, bad } = sampleIn(cohort, signal)
  const row = cohort.callers.find(([group]) => group === caller)
  if (row === undefined || signal.startsWith('quality:')) return { calls, bad }
  return { calls: calls - callsOf(row, signal), bad: bad - badOf(row, signal) }
}

export function answeredOf([, answered]: CallerRow): number {
  return answered
}

/** Adds what groups of callers saw in some slices to what they saw before. */
export function withCohorts(
  before: readonly number[],
  cohorts: readonly Pick<Cohort, 'callers'>[],
  countOf: (row: CallerRow) => number
): readonly number[] {
  const sum = [...before]
  for (const { callers } of cohorts) {
    for (const row of callers) sum[row[0]] = (sum[row[0]] ?? 0) + countOf(row)
  }
  return sum
}

/** Whether hardly anyone else was heard of late. */
export function isAlone(heard: readonly number[], caller: number): boolean {
  return heard.reduce((sum, calls) => sum + calls, 0) - (heard[caller] ?? 0) < 1
}

/** The calls of a group of callers that count for a signal. */
export function callsOf(row: CallerRow, signal: Signal): number {
  const [, answered, , pressure] = row
  return signal === 'fault' ? answered - pressure : answered
}
