import type { Cohort, Evidence } from './evidence.ts'
import { badOf, sampleIn, type CallerRow, type Sample, type Signal } from './counts.ts'

/** Bad calls by which a group must be ahead of all others to stand out: the first failure accuses nobody. */
const OUTLIER_LEAD = 1.5

/** The group of callers that stands out by its bad calls, if one does. */
export function outlierCaller(badByCaller: readonly number[]): number | undefined {
  let outlier = 0
  let second = 0
  for (const [caller, bad] of badByCaller.entries()) {
    if (caller === outlier) continue
    if (bad > (badByCaller[outlier] ?? 0)) {
      second = badByCaller[outlier] ?? 0
      outlier = caller
    } else if (bad > second) second = bad
  }
  return (badByCaller[outlier] ?? 0) >= second + OUTLIER_LEAD ? outlier : undefined
}

/** The sample of a cohort without one group of callers. Grades are not told apart by caller. */
export function withoutCaller(cohort: Cohort, signal: Signal, caller: number | undefined): Sample {
  const { calls, bad } = sampleIn(cohort, signal)
  const row = cohort.callers.find(([group]) => group === caller)
  if (row === undefined || signal.startsWith('quality:')) return { calls, bad }
  return { calls: calls - callsOf(row, signal), bad: bad - badOf(row, signal) }
}

export function answeredOf([, answered]: CallerRow): number {
  return answered
}

/** Adds what groups of callers saw in some slices to what they saw before. */
export function addByCaller(
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
export function recentAnswered({ answeredByCaller, open }: Evidence): readonly number[] {
  return addByCaller(answeredByCaller, open, answeredOf)
}

/** Whether hardly anyone else was heard of late. */
export function isAlone(answeredByCaller: readonly number[], caller: number): boolean {
  return (
    answeredByCaller.reduce((sum, calls) => sum + calls, 0) - (answeredByCaller[caller] ?? 0) < 1
  )
}

/** The calls of a group of callers that count for a signal. */
export function callsOf(row: CallerRow, signal: Signal): number {
  const [, answered, , overload] = row
  return signal === 'fault' ? answered - overload : answered
}
