import type { Alternatives } from './statistic.ts'
import type { Cohort } from './evidence.ts'
import { sampleIn, sumOf, type Sample, type Signal } from './counts.ts'

/** A run of slices, and what was seen in it. */
export interface Segment extends Sample {
  readonly from: number
  readonly to: number
  /** Logarithm of the likelihood ratio against the allowed rate. */
  readonly score: number
}

/**
 * The run of slices that speaks loudest against what is allowed: the maximal sum of each alternative (Kadane's scan),
 * and of these the largest. Undefined when no run speaks against it.
 */
export function maxScoringSegment(
  cohorts: readonly Cohort[],
  signal: Signal,
  { perBad, perGood }: Alternatives
): Segment | undefined {
  const samples = cohorts.map((cohort) => sampleIn(cohort, signal))
  if (samples.every(({ bad }) => bad === 0)) return undefined
  const runs = perBad.map((bad, index) => maximalRun(samples, bad, perGood[index] ?? 0))
  const { first, last, score } = runs.reduce((a, b) => (b.score > a.score ? b : a), noRun)
  const from = cohorts[first]?.slice
  const to = cohorts[last]?.slice
  if (score <= 0 || from === undefined || to === undefined) return undefined
  return { from, to, score, ...sumOf(samples.slice(first, last + 1)) }
}

const noRun = { first: 0, last: 0, score: 0 }

/** Indices of the run, both included, whose scores add up to most. */
function maximalRun(samples: readonly Sample[], perBad: number, perGood: number) {
  let best = noRun
  let first = 0
  let running = 0
  for (const [index, { calls, bad }] of samples.entries()) {
    if (running <= 0) first = index
    running = Math.max(0, running) + bad * perBad + (calls - bad) * perGood
    if (running > best.score) best = { first, last: index, score: running }
  }
  return best
}
