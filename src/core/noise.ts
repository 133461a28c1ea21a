import type { Cohort, Evidence } from './evidence.ts'
import { badOf, sampleIn, type Sample, type Signal } from './signal.ts'

/** The group with the most bad calls; the first of them when several are equal. */
export function noisiest(noise: readonly number[]): number {
  return noise.reduce((most, bad, caller) => (bad > (noise[most] ?? 0) ? caller : most), 0)
}

/** The sample of a cohort without one group of callers. */
export function quieter(cohort: Cohort, signal: Signal, caller: number): Sample {
  const { calls, bad } = sampleIn(cohort, signal)
  const row = cohort.callers[caller]
  if (row === undefined) return { calls, bad }
  const answered = signal === 'fault' ? row[0] - row[2] : row[0]
  return signal.startsWith('quality:')
    ? { calls, bad }
    : { calls: calls - answered, bad: bad - badOf(row, signal) }
}

/** Bad calls per group of callers, of late. */
export function noiseOf(evidence: Evidence, signal: Signal): readonly number[] {
  return evidence.heard.map((_, caller) =>
    evidence.open.reduce(
      (bad, cohort) => bad + badOf(cohort.callers[caller], signal),
      evidence.streams[signal]?.noise[caller] ?? 0
    )
  )
}

/** Whether hardly anyone else was heard of late. */
export function isAlone(evidence: Evidence, caller: number): boolean {
  const others = evidence.heard.reduce((sum, calls, group) => {
    if (group === caller) return sum
    return evidence.open.reduce((n, cohort) => n + (cohort.callers[group]?.[0] ?? 0), sum + calls)
  }, 0)
  return others < 1
}
