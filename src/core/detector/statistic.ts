import type { Sample } from './counts.ts'

/**
 * Evidence that a rate is above its baseline, one number for each alternative rate. It is
 * accumulated as in Shiryaev–Roberts: per slice `R ← (1 + R) · likelihood ratio`. While the rate is
 * at the baseline, the mean of R grows by at most one per slice, so R reaches γ after γ slices on
 * average, or later (Pollak, Annals of Statistics 13, 1985).
 */
export type SrStatistics = readonly number[]

/** The term that one call adds to the logarithm of each statistic. */
export interface Alternatives {
  readonly perBad: readonly number[]
  readonly perGood: readonly number[]
}

/**
 * The alternative rates, as shares of the distance in log odds from the baseline to
 * MAX_ALTERNATIVE. They are close together near the baseline, where a call tells little and a wrong
 * guess costs most.
 */
const alternatives = [
  { step: 0.06, weight: 0.1 },
  { step: 0.13, weight: 0.1 },
  { step: 0.22, weight: 0.1 },
  { step: 0.34, weight: 0.1 },
  { step: 0.5, weight: 0.1 },
  { step: 0.66, weight: 0.1 },
  { step: 0.85, weight: 0.1 },
  // Three to five calls decide a full outage, so one more would be a large share of them.
  { step: 1, weight: 0.3 },
] as const

/** Below 1, so that one success among a million faults does not erase the evidence. */
const MAX_ALTERNATIVE = 0.999

/** Above this baseline there is no meaningful alternative to test. */
const MAX_BASELINE = 0.9

/** Keeps the numbers finite for any likelihood ratio. */
const STATISTIC_CAP = 1e15

export const zeroStatistics: SrStatistics = alternatives.map(() => 0)

/** Returns the alternatives to a baseline rate; none above MAX_BASELINE. */
export function alternativesTo(baseline: number): Alternatives {
  if (baseline >= MAX_BASELINE) return { perBad: [], perGood: [] }
  const rates = alternatives.map(({ step }) => between(baseline, step))
  return {
    perBad: rates.map((rate) => Math.log(rate / baseline)),
    perGood: rates.map((rate) => Math.log((1 - rate) / (1 - baseline))),
  }
}

/** The factors that a sample multiplies the statistics by. */
export interface LikelihoodRatios {
  readonly each: readonly number[]
  readonly isGood: boolean
}

/**
 * Returns the likelihood ratios of a sample. They are sums of logarithms, so that millions of calls
 * in a slice are safe.
 */
export function likelihoodRatiosOf(
  { calls, bad }: Sample,
  { perBad, perGood }: Alternatives
): LikelihoodRatios {
  const good = Math.max(0, calls - bad)
  const each = perBad.map((one, index) => Math.exp(bad * one + good * (perGood[index] ?? 0)))
  return { each, isGood: bad <= 0 }
}

/**
 * Returns the statistics after one slice. A value that overflows is capped; the next failure raises
 * a value that underflows to zero. A slice without a failure raises nothing, although the recursion
 * would: the statistic stays below the promise, and a success never counts against a color.
 */
export function afterSlice(
  statistics: SrStatistics,
  { each, isGood }: LikelihoodRatios,
  cap = STATISTIC_CAP
): SrStatistics {
  return statistics.map((statistic, index) =>
    Math.min(isGood ? statistic : cap, (1 + statistic) * (each[index] ?? 1))
  )
}

/** Returns the mixture of the statistics: the number that is compared with the threshold. */
export function srStatisticOf(statistics: SrStatistics): number {
  return statistics.reduce(
    (sum, statistic, index) => sum + statistic * (alternatives[index]?.weight ?? 0),
    0
  )
}

/** One slice of a test: its sample, and the alternatives to the baseline in it. */
export interface Step {
  readonly slice: number
  readonly sample: Sample
  readonly alternatives: Alternatives
  /** Upper bound of each statistic. */
  readonly cap: number
  /** Slices without a call after which earlier evidence does not count. */
  readonly longestPause: number
}

/** The statistics after a slice. */
export interface Accumulated {
  readonly statistics: SrStatistics
  /** The newest slice that was accumulated; undefined when there was none. */
  readonly slice: number | undefined
}

/** Statistics before the first slice. */
export const nothingAccumulated: Accumulated = { statistics: zeroStatistics, slice: undefined }

/**
 * Returns the statistics after some slices, oldest first. A slice without calls does not count: a
 * quiet night is no evidence.
 */
export function accumulate(before: Accumulated, steps: Iterable<Step>): Accumulated {
  let sum = before
  for (const step of steps) sum = afterStep(sum, step)
  return sum
}

/** The largest statistic over some prefixes of the slices. */
export interface PrefixMaximum {
  readonly srStatistic: number
  /** The last slice of that prefix; undefined when no prefix counts. */
  readonly slice: number | undefined
}

export const noPrefix: PrefixMaximum = { srStatistic: 0, slice: undefined }

/**
 * Returns the maximum of the statistic over all prefixes that end with a failure at or after the
 * slice `since`. A call in progress counts as good, so the statistic of a prefix can only rise when
 * outcomes come in. The maximum therefore raises no alarm that the complete data would not raise,
 * and it finds failures when they become visible, with any amount of newer traffic in progress.
 * Prefixes that end earlier do not count, so that an alarm ends some minutes after the failures.
 */
export function prefixMaximum(
  before: Accumulated,
  steps: Iterable<Step>,
  since: number
): PrefixMaximum {
  let sum = before
  let maximum = noPrefix
  for (const step of steps) {
    sum = afterStep(sum, step)
    if (step.slice < since || step.sample.bad <= 0) continue
    const srStatistic = srStatisticOf(sum.statistics)
    if (srStatistic > maximum.srStatistic) maximum = { srStatistic, slice: step.slice }
  }
  return maximum
}

function afterStep({ statistics, slice }: Accumulated, step: Step): Accumulated {
  const { sample, alternatives: rates, cap } = step
  const isPaused = slice !== undefined && step.slice - slice > step.longestPause
  const kept = isPaused ? zeroStatistics : statistics
  const isUnchanged = sample.calls <= 0 || rates.perBad.length === 0
  if (isUnchanged || (kept === zeroStatistics && sample.bad <= 0)) {
    return { statistics: kept, slice: step.slice }
  }
  return { statistics: afterSlice(kept, likelihoodRatiosOf(sample, rates), cap), slice: step.slice }
}

function between(baseline: number, step: number): number {
  const from = logOdds(baseline)
  return 1 / (1 + Math.exp(-(from + (logOdds(MAX_ALTERNATIVE) - from) * step)))
}

function logOdds(rate: number): number {
  return Math.log(rate / (1 - rate))
}
