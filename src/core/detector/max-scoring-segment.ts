import { addSamples, noSample, type Sample } from './counts.ts'
import type { Alternatives } from './statistic.ts'

/** A sample of one slice. */
export interface SliceSample {
  readonly slice: number
  readonly sample: Sample
}

/** A run of slices, and its sample. */
export interface Segment extends Sample {
  readonly from: number
  readonly to: number
  /** Logarithm of the likelihood ratio against the baseline. */
  readonly score: number
}

/**
 * Returns the run of slices with the largest likelihood ratio against the baseline: the maximal sum
 * for each alternative (Kadane's scan), and the largest of these. Undefined when no run is above
 * the baseline.
 */
export function maxScoringSegment(
  slices: readonly SliceSample[],
  { perBad, perGood }: Alternatives
): Segment | undefined {
  if (slices.every(({ sample }) => sample.bad === 0)) return undefined
  const runs = perBad.map((bad, index) => maximalRun(slices, bad, perGood[index] ?? 0))
  const { first, last, score } = runs.reduce((a, b) => (b.score > a.score ? b : a), noRun)
  const from = slices[first]?.slice
  const to = slices[last]?.slice
  if (score <= 0 || from === undefined || to === undefined) return undefined
  const run = slices.slice(first, last + 1).map(({ sample }) => sample)
  return { from, to, score, ...run.reduce(addSamples, noSample) }
}

const noRun = { first: 0, last: 0, score: 0 }

/** Returns the first and the last index of the run with the maximal sum of scores. */
function maximalRun(slices: readonly SliceSample[], perBad: number, perGood: number) {
  let [bestFirst, bestLast, best] = [0, 0, 0]
  let [index, first, running] = [0, 0, 0]
  for (const { sample } of slices) {
    if (running <= 0) {
      first = index
      running = 0
    }
    running += sample.bad * perBad + (sample.calls - sample.bad) * perGood
    if (running > best) {
      best = running
      bestFirst = first
      bestLast = index
    }
    index++
  }
  return { first: bestFirst, last: bestLast, score: best }
}
