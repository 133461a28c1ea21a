import { noCounts, sampleOf, type CallSignal, type Sample } from './counts.ts'
import { limitOf, type Limits } from './limits.ts'
import { maxScoringSegment, type Segment, type SliceSample } from './max-scoring-segment.ts'
import { outlierCaller } from './outlier-caller.ts'
import { nobody, selectedSample, type Selection } from './scope.ts'
import { isTooFew, mayBeOnlyOne, shownLately, weightOf, type Stable } from './stable-evidence.ts'
import { alternativesTo, type Alternatives } from './statistic.ts'
import { upperBound, upperBoundFrom } from './upper-bound.ts'

/** The rate that a test allows in general, and the rate during an outage of stable. */
export interface Baseline {
  /** The operator's limit, or the upper confidence bound on stable's rate if that is higher. */
  readonly rate: number
  readonly alternatives: Alternatives
  readonly outage?: Outage
  /** Whether stable breaks the operator's limit as well, as far as is known now. */
  readonly isStableFaulty: boolean
}

interface Outage {
  readonly from: number
  readonly to: number
  readonly alternatives: Alternatives
}

/** Minimum number of bad calls for stable to be faulty. */
const MIN_BAD = 2
/**
 * A run of stable's slices is an outage when its likelihood ratio against stable's usual rate
 * exceeds the one of this logarithm.
 */
const OUTAGE_LOG_LR = Math.log(1000)
/** Slices by which isolates may differ on the start and the end of an outage. */
const MARGIN_SLICES = 1
/**
 * Above this, the rate of stable is an outage and not its usual rate, and is allowed only while it
 * lasts. Otherwise a candidate that follows a broken stable could be as broken.
 */
const MAX_USUAL_RATE = 0.2
/** The same bound for signals with a high limit, as a multiple of the limit. */
const MAX_USUAL_RATIO = 3

/**
 * Returns the baseline of a test: without `stable`, the operator's limit. The outlier caller on
 * stable is left out, as it is on the candidate. Evidence from before the switch expires.
 */
export function baselineOf(
  stable: Stable | undefined,
  selection: Selection,
  limits: Limits
): Baseline {
  const limit = limitOf(limits, selection.signal)
  const fixed = fixedBaseline(limit)
  if (stable === undefined) return fixed
  const all = sampleOf(stable.total.get(selection.scope) ?? noCounts, selection.signal)
  if (all.bad === 0) return fixed
  const samples = samplesOf(stable, selection)
  const run = maxScoringSegment(samples, fixed.alternatives)
  const isQuiet = run === undefined || run.score < OUTAGE_LOG_LR
  const during = sampleOf(stable.during.get(selection.scope) ?? noCounts, selection.signal)
  const isInLimit = [all, during].every((sample) => upperBoundFrom(limit, sample) <= limit)
  if (isQuiet && isInLimit) return fixed
  return shownBy(stable, selection, limit, all)
}

/** Returns the highest rate that stable may usually have. */
export function mostUsualRate(limit: number): number {
  return Math.max(MAX_USUAL_RATE, MAX_USUAL_RATIO * limit)
}

/** Returns a baseline of exactly this rate. */
export function fixedBaseline(rate: number): Baseline {
  return { rate, alternatives: alternativesTo(rate), isStableFaulty: false }
}

/** Returns the alternatives to the rate that is allowed in a slice. */
export function alternativesIn({ alternatives, outage }: Baseline, slice: number): Alternatives {
  if (outage === undefined || slice < outage.from || slice > outage.to) return alternatives
  return outage.alternatives
}

function shownBy(stable: Stable, selection: Selection, limit: number, all: Sample): Baseline {
  const outlier = outlierCaller(
    { open: stable.cohorts, recent: stable.recent },
    selection,
    alternativesTo(limit)
  )
  const without = outlier === undefined ? nobody : new Set([outlier])
  const others = selectedSample(stable.all, selection, without)
  const isOnlyOne = mayBeOnlyOne(outlier, selection) && isTooFew(others, all)
  const excluded = isOnlyOne ? nobody : without
  const seen = shownLately(stable, selection, excluded)
  const bound = Math.min(mostUsualRate(limit), upperBoundFrom(limit, seen))
  const rate = Math.max(limit, bound)
  const isStableFaulty =
    weightOf(stable, stable.newest) > 0.5 && seen.bad >= MIN_BAD && seen.bad > limit * seen.calls
  const baseline = { ...fixedBaseline(rate), isStableFaulty }
  const samples = samplesOf(stable, selection, excluded)
  const segment = maxScoringSegment(samples, baseline.alternatives)
  if (segment === undefined || segment.score < OUTAGE_LOG_LR) return baseline
  const outage = outageOf(segment, rate, stable)
  return { ...baseline, outage, isStableFaulty: isStableFaulty || outage.to === Infinity }
}

function samplesOf(
  { cohorts, slices }: Stable,
  selection: Selection,
  excluded: ReadonlySet<number> = nobody
): readonly SliceSample[] {
  if (excluded !== nobody) {
    return cohorts.map(({ slice, rows }) => ({
      slice,
      sample: selectedSample(rows, selection, excluded),
    }))
  }
  const signal: CallSignal = selection.signal
  return slices.map(({ slice, byScope }) => ({
    slice,
    sample: sampleOf(byScope.get(selection.scope) ?? noCounts, signal),
  }))
}

/**
 * Returns the outage of a segment. One that lasts into stable's newest slices is still current, as
 * long as stable has traffic that could show its end.
 */
function outageOf(segment: Segment, rate: number, { newest, now }: Stable): Outage {
  const isCurrent = segment.to >= newest - MARGIN_SLICES && newest >= now - 2 * MARGIN_SLICES
  return {
    from: segment.from - MARGIN_SLICES,
    to: isCurrent ? Infinity : segment.to + MARGIN_SLICES,
    alternatives: alternativesTo(Math.max(rate, upperBound(segment))),
  }
}
