import { lognormalOf, type Lognormal, type Rng } from './rng.ts'

/** How a call fails. */
export type Failure =
  /** An error status, at once. */
  | { readonly kind: 'error' }
  /** The answer breaks off after some part of the generation, or after a fixed time. */
  | { readonly kind: 'cut'; readonly afterMs?: number }
  /** No first byte comes. */
  | { readonly kind: 'hang' }

/** What may become of the calls of a flow: rates and durations. */
export interface CallMix {
  readonly faultRate: (at: number, route: string) => number
  /** How the calls fail; with an error status by default. */
  readonly failure?: (at: number) => Failure
  /** Share of good answers whose first byte comes late. */
  readonly slowRate?: (at: number) => number
  /** Share of calls that get a 4xx: the caller's own mistakes. */
  readonly mistakeRate?: (at: number) => number
  /** Share of calls that get a 429. */
  readonly overloadRate?: (at: number) => number
  /** Duration of a generation, after its first byte. */
  readonly generation?: Lognormal
  /** Milliseconds after which the client leaves. */
  readonly clientTimeoutOf?: (rng: Rng) => number
}

/** The course of a call, in milliseconds since its start. */
export interface Course {
  /** A `neutral` call is the caller's own mistake, or its client left. */
  readonly outcome: 'success' | 'fault' | 'overload' | 'neutral'
  readonly endMs: number
  /** Time for which the call waited for its first byte. */
  readonly waitedMs: number
  /** A fault before the first byte. */
  readonly isEarly: boolean
  /** The router gave up: the origin may have worked on the call, so the call is not repeated. */
  readonly isOwnTimeout: boolean
}

/** The objective for the first byte, as learned from stable: a multiple of its upper quantile. */
export const FIRST_BYTE_OBJECTIVE_MS = 2_000
/** The router's time-out for the header of an answer. */
const HEADER_TIMEOUT_MS = 120_000

const firstByte: Lognormal = { medianMs: 300, sigma: 0.4 }
const slowFirstByte: Lognormal = { medianMs: 4_000, sigma: 0.3 }
const shortGeneration: Lognormal = { medianMs: 5_000, sigma: 0.6 }
/** The share of a generation after which it is cut: anywhere, more often early than late. */
const cutShare: Lognormal = { medianMs: 0.4, sigma: 0.6 }
const ERROR_MS = 50

/** Draws the course of a call that starts at a time on a route. */
export function courseOf(rng: Rng, mix: CallMix, at: number, route: string): Course {
  const course = servedOf(rng, mix, at, route)
  const clientTimeoutMs = mix.clientTimeoutOf?.(rng) ?? Infinity
  if (course.endMs <= clientTimeoutMs) return course
  return {
    outcome: 'neutral',
    endMs: clientTimeoutMs,
    waitedMs: Math.min(course.waitedMs, clientTimeoutMs),
    isEarly: false,
    isOwnTimeout: false,
  }
}

/** The course of a call whose client waits for it. */
function servedOf(rng: Rng, mix: CallMix, at: number, route: string): Course {
  const chance = rng()
  const faults = mix.faultRate(at, route)
  if (chance < faults) return failedOf(rng, mix, mix.failure?.(at) ?? { kind: 'error' })
  const mistakes = faults + (mix.mistakeRate?.(at) ?? 0)
  const errorMs = ERROR_MS * (0.5 + rng())
  const answered = { endMs: errorMs, waitedMs: errorMs, isEarly: false, isOwnTimeout: false }
  if (chance < mistakes) return { ...answered, outcome: 'neutral' }
  if (chance < mistakes + (mix.overloadRate?.(at) ?? 0)) return { ...answered, outcome: 'overload' }
  const isSlow = rng() < (mix.slowRate?.(at) ?? 0)
  const waitedMs = lognormalOf(rng, isSlow ? slowFirstByte : firstByte)
  const endMs = waitedMs + lognormalOf(rng, mix.generation ?? shortGeneration)
  return { ...answered, outcome: 'success', endMs, waitedMs }
}

function failedOf(rng: Rng, { generation = shortGeneration }: CallMix, failure: Failure): Course {
  switch (failure.kind) {
    case 'error': {
      const endMs = ERROR_MS * (0.5 + rng())
      return { outcome: 'fault', endMs, waitedMs: endMs, isEarly: true, isOwnTimeout: false }
    }
    case 'cut': {
      const waitedMs = lognormalOf(rng, firstByte)
      const share = Math.min(1, lognormalOf(rng, cutShare))
      const bodyMs = failure.afterMs ?? share * lognormalOf(rng, generation)
      const endMs = waitedMs + bodyMs
      return { outcome: 'fault', endMs, waitedMs, isEarly: false, isOwnTimeout: false }
    }
    case 'hang': {
      const endMs = HEADER_TIMEOUT_MS
      return { outcome: 'fault', endMs, waitedMs: endMs, isEarly: true, isOwnTimeout: true }
    }
  }
}
