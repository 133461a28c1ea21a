import type { CallerRow, Cohort, Evidence } from './evidence.ts'
import { badOf, sampleIn, type Sample, type Signal } from './counts.ts'

/** Bad calls by which a group must be ahead of all others to stand out: the first failure accuses nobody. */
const AHEAD = 1.5

/** The group of callers that stands out by its bad calls, if one does. */
export function outlierOf(noise: readonly number[]): number | undefined {
  let loudest = 0
  let second = 0
  for (const [caller, bad] of noise.entries()) {
    if (caller === loudest) continue
    if (bad > (noise[loudest] ?? 0)) {
      second = noise[loudest] ?? 0
      loudest = caller
    } else if (bad > second) second = bad
  }
  return (noise[loudest] ?? 0) >= second + AHEAD ? loudest : undefined
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
  for (const row of cohorts.flatMap(({ callers }) => callers)) {
    while (sum.length <= row[0]) sum.push(0)
    sum[row[0]] = (sum[row[0]] ?? 0) + countOf(row)
  }
  return sum
}

/** Answered calls per group of callers, of late. */
export function heardOf({ heard, open }: Evidence): readonly number[] {
  return withCohorts(heard, open, answeredOf)
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
