import type { Sample } from './counts.ts'

/**
 * Evidence that a rate is above what is allowed, one number for each alternative rate, in the manner of Shiryaev and
 * Roberts: per tick `R ← (1 + R) · likelihood ratio`. While the rate is allowed, the mean of R grows by at most one per
 * tick, so R reaches γ after γ ticks on average, or later (Pollak, Annals of Statistics 13, 1985).
 */
export type SrStatistics = readonly number[]

/** What one call adds to the logarithm of each strength. */
export interface Alternatives {
  readonly perBad: readonly number[]
  readonly perGood: readonly number[]
}

/**
 * How far above the allowed rate each alternative lies, as a share of the way in log odds from there to ALMOST_ALL.
 * Close together where the rates are close: between them a call tells little, and a wrong guess costs most.
 */
const alternatives = [
  { step: 0.06, weight: 0.1 },
  { step: 0.13, weight: 0.1 },
  { step: 0.22, weight: 0.1 },
  { step: 0.34, weight: 0.1 },
  { step: 0.5, weight: 0.1 },
  { step: 0.66, weight: 0.1 },
  { step: 0.85, weight: 0.1 },
  // A full outage is decided by three to five calls, so that one more would be a large share of them.
  { step: 1, weight: 0.3 },
] as const

/** Not all: one success among a million faults must not erase the evidence for good. */
const MAX_ALTERNATIVE = 0.999

/** Above this allowed rate there is nothing worse to look for. */
const MAX_BASELINE = 0.9

/** Evidence beyond this changes no verdict, and would only delay the way back once the color recovers. */
const STATISTIC_CAP = 1e15

export const zeroStatistics: SrStatistics = alternatives.map(() => 0)

/** The alternatives to an allowed rate; none above HOPELESS. */
export function alternativesTo(baseline: number): Alternatives {
  if (baseline >= MAX_BASELINE) return { perBad: [], perGood: [] }
  const rates = alternatives.map(({ step }) => between(baseline, step))
  return {
    perBad: rates.map((rate) => Math.log(rate / baseline)),
    perGood: rates.map((rate) => Math.log((1 - rate) / (1 - baseline))),
  }
}

/** What a sample multiplies the strengths by. */
export interface LikelihoodRatios {
  readonly each: readonly number[]
  readonly isGood: boolean
}

/** The likelihood ratios of a sample. They add up as logarithms, so that millions of calls in a slice are safe. */
export function likelihoodRatiosOf(
  { calls, bad }: Sample,
  { perBad, perGood }: Alternatives
): LikelihoodRatios {
  const good = Math.max(0, calls - bad)
  const each = perBad.map((one, index) => Math.exp(bad * one + good * (perGood[index] ?? 0)))
  return { each, isGood: bad <= 0 }
}

/**
 * The strengths after one tick. What overflows is capped, what underflows to zero is lifted by the next failure. A tick
 * without a failure raises nothing, although the recursion would: below the promise, and a success never speaks against
 * a color.
 */
export function afterSlice(
  statistics: SrStatistics,
  { each, isGood }: LikelihoodRatios
): SrStatistics {
  return statistics.map((statistic, index) =>
    Math.min(isGood ? statistic : STATISTIC_CAP, (1 + statistic) * (each[index] ?? 1))
  )
}

/** The strengths weighed together: what is held against the threshold. */
export function srStatisticOf(statistics: SrStatistics): number {
  return statistics.reduce(
    (sum, statistic, index) => sum + statistic * (alternatives[index]?.weight ?? 0),
    0
  )
}

function between(baseline: number, step: number): number {
  const from = logOdds(baseline)
  return 1 / (1 + Math.exp(-(from + (logOdds(MAX_ALTERNATIVE) - from) * step)))
}

function logOdds(rate: number): number {
  return Math.log(rate / (1 - rate))
}
