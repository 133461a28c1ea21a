import { alternativesTo, type Alternatives } from './statistic.ts'
import type { Evidence } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { sampleIn, sumOf, type Sample, type Signal } from './counts.ts'
import { loudestSpan, type Span } from './max-scoring-segment.ts'

/** What a signal is allowed: by and large, and while stable was in trouble itself. */
export interface Allowance {
  /** The operator's limit, or the upper confidence bound on what stable shows, if that is more. */
  readonly usual: number
  /** The alternatives to the usual rate. */
  readonly against: Alternatives
  readonly trouble?: Trouble
  /** Stable breaks the operator's limit as well. */
  readonly isStableBad: boolean
}

interface Trouble {
  readonly from: number
  readonly to: number
  readonly against: Alternatives
}

/** Bad calls that the operator's limit is worth as knowledge about stable: the less is heard of it, the more it counts. */
const PRIOR_BAD = 2
/** Standard deviations of the upper confidence bound: one rate in twenty is above it. */
const SURE = 1.645
/** Stable is in trouble when a run of its slices is this many times likelier so than by what it usually shows. */
const TROUBLE = Math.log(1000)
/** Isolates see an outage and its end up to a slice apart. */
const MARGIN_SLICES = 1

/** What stable's evidence allows. Without any, the operator's limit is all there is. */
export function allowanceOf(
  reference: Evidence | undefined,
  signal: Signal,
  limits: Limits
): Allowance {
  const limit = limitOf(limits, signal)
  if (reference === undefined) return plain(limit)
  const past = reference.streams[signal]?.past ?? { calls: 0, bad: 0 }
  const seen = sumOf([past, ...reference.open.map((cohort) => sampleIn(cohort, signal))])
  if (seen.calls === 0) return plain(limit)
  const isUsuallyBad = seen.bad >= PRIOR_BAD && seen.bad > limit * seen.calls
  const usual = Math.max(limit, upperBound(seen, PRIOR_BAD, PRIOR_BAD / limit))
  const allowance = { ...plain(usual), isStableBad: isUsuallyBad }
  const span = loudestSpan(reference.open, signal, allowance.against)
  if (span === undefined || span.score < TROUBLE) return allowance
  const trouble = troubleOf(span, usual, reference)
  return { ...allowance, trouble, isStableBad: isUsuallyBad || trouble.to === Infinity }
}

/** Only this rate, whatever stable shows. */
export function plain(rate: number): Allowance {
  return { usual: rate, against: alternativesTo(rate), isStableBad: false }
}

/** The alternatives to what is allowed in a slice. */
export function againstIn({ against, trouble }: Allowance, slice: number): Alternatives {
  if (trouble === undefined || slice < trouble.from || slice > trouble.to) return against
  return trouble.against
}

/** Trouble that lasts into stable's newest slices has not ended. */
function troubleOf(span: Span, usual: number, reference: Evidence): Trouble {
  const newest = reference.open.at(-1)?.slice ?? span.to
  return {
    from: span.from - MARGIN_SLICES,
    to: span.to >= newest - MARGIN_SLICES ? Infinity : span.to + MARGIN_SLICES,
    against: alternativesTo(Math.max(usual, upperBound(span, 1, 0))),
  }
}

/** Upper quantile of a gamma posterior, after Wilson and Hilferty (PNAS 17, 1931). */
function upperBound({ calls, bad }: Sample, priorBad: number, priorCalls: number): number {
  const shape = bad + priorBad
  const quantile = shape * (1 - 1 / (9 * shape) + SURE / (3 * Math.sqrt(shape))) ** 3
  return Math.min(1, quantile / (calls + priorCalls))
}
