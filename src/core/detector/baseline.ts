import { alternativesTo, type Alternatives } from './statistic.ts'
import type { Evidence } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { sampleIn, sumOf, type Sample, type Signal } from './counts.ts'
import { maxScoringSegment, type Segment } from './max-scoring-segment.ts'

/** What a signal is allowed: by and large, and while stable was in trouble itself. */
export interface Baseline {
  /** The operator's limit, or the upper confidence bound on what stable shows, if that is more. */
  readonly rate: number
  /** The alternatives to the usual rate. */
  readonly alternatives: Alternatives
  readonly outage?: Outage
  /** Stable breaks the operator's limit as well. */
  readonly isStableFaulty: boolean
}

interface Outage {
  readonly from: number
  readonly to: number
  readonly alternatives: Alternatives
}

/** Bad calls that the operator's limit is worth as knowledge about stable: the less is heard of it, the more it counts. */
const PRIOR_BAD = 2
/** Standard deviations of the upper confidence bound: one rate in twenty is above it. */
const Z_95 = 1.645
/** Stable is in trouble when a run of its slices is this many times likelier so than by what it usually shows. */
const OUTAGE_LOG_LR = Math.log(1000)
/** Isolates see an outage and its end up to a slice apart. */
const MARGIN_SLICES = 1

/** What stable's evidence allows. Without any, the operator's limit is all there is. */
export function baselineOf(
  reference: Evidence | undefined,
  signal: Signal,
  limits: Limits
): Baseline {
  const limit = limitOf(limits, signal)
  if (reference === undefined) return fixedBaseline(limit)
  const past = reference.streams[signal]?.past ?? { calls: 0, bad: 0 }
  const seen = sumOf([past, ...reference.open.map((cohort) => sampleIn(cohort, signal))])
  if (seen.calls === 0) return fixedBaseline(limit)
  const isAboveLimit = seen.bad >= PRIOR_BAD && seen.bad > limit * seen.calls
  const rate = Math.max(limit, upperBound(seen, PRIOR_BAD, PRIOR_BAD / limit))
  const baseline = { ...fixedBaseline(rate), isStableFaulty: isAboveLimit }
  const segment = maxScoringSegment(reference.open, signal, baseline.alternatives)
  if (segment === undefined || segment.score < OUTAGE_LOG_LR) return baseline
  const outage = outageOf(segment, rate, reference)
  return { ...baseline, outage, isStableFaulty: isAboveLimit || outage.to === Infinity }
}

/** Only this rate, whatever stable shows. */
export function fixedBaseline(rate: number): Baseline {
  return { rate: rate, alternatives: alternativesTo(rate), isStableFaulty: false }
}

/** The alternatives to what is allowed in a slice. */
export function alternativesIn({ alternatives, outage }: Baseline, slice: number): Alternatives {
  if (outage === undefined || slice < outage.from || slice > outage.to) return alternatives
  return outage.alternatives
}

/** Trouble that lasts into stable's newest slices has not ended. */
function outageOf(segment: Segment, rate: number, reference: Evidence): Outage {
  const newest = reference.open.at(-1)?.slice ?? segment.to
  return {
    from: segment.from - MARGIN_SLICES,
    to: segment.to >= newest - MARGIN_SLICES ? Infinity : segment.to + MARGIN_SLICES,
    alternatives: alternativesTo(Math.max(rate, upperBound(segment, 1, 0))),
  }
}

/** Upper quantile of a gamma posterior, after Wilson and Hilferty (PNAS 17, 1931). */
function upperBound({ calls, bad }: Sample, priorBad: number, priorCalls: number): number {
  const shape = bad + priorBad
  const quantile = shape * (1 - 1 / (9 * shape) + Z_95 / (3 * Math.sqrt(shape))) ** 3
  return Math.min(1, quantile / (calls + priorCalls))
}
