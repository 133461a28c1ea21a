import type { CallerRow, Cohort, Evidence } from './evidence.ts'
import { badOf, sampleIn, type Sample, type Signal } from './signal.ts'

/** The group with the most bad calls; the first of them when several are equal. */
export function noisiest(noise: readonly number[]): number {
  return noise.reduce((most, bad, caller) => (bad > (noise[most] ?? 0) ? caller : most), 0)
}

/** The sample of a cohort without one group of callers. Grades are not told apart by caller. */
export function quieter(cohort: Cohort, signal: Signal, caller: number): Sample {
  const { calls, bad } = sampleIn(cohort, signal)
  const row = cohort.callers[caller]
  if (row === undefined || signal.startsWith('quality:')) return { calls, bad }
  return { calls: calls - callsOf(row, signal), bad: bad - badOf(row, signal) }
}

/** Bad calls per group of callers, of late. */
export function noiseOf(evidence: Evidence, signal: Signal): readonly number[] {
  const noise = evidence.streams[signal]?.noise ?? evidence.heard.map(() => 0)
  return withOpen(noise, evidence, (row) => badOf(row, signal))
}

/** Answered calls per group of callers, of late. */
export function heardOf(evidence: Evidence): readonly number[] {
  return withOpen(evidence.heard, evidence, ([answered]) => answered)
}

/** Whether hardly anyone else was heard of late. */
export function isAlone(heard: readonly number[], caller: number): boolean {
  return heard.reduce((sum, calls) => sum + calls, 0) - (heard[caller] ?? 0) < 1
}

function callsOf(row: CallerRow, signal: Signal): number {
  const [answered, , pressure] = row
  return signal === 'fault' ? answered - pressure : answered
}

function withOpen(
  folded: readonly number[],
  { open }: Evidence,
  countOf: (row: CallerRow) => number
): readonly number[] {
  const sum = [...folded]
  for (const cohort of open) {
    for (const [caller, row] of Object.entries(cohort.callers)) {
      sum[Number(caller)] = (sum[Number(caller)] ?? 0) + countOf(row)
    }
  }
  return sum
}
