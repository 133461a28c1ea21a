/** A value of JSON. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What a value in a JSON answer must be. */
export type JsonExpectation =
  | { readonly kind: 'equals'; readonly value: Json }
  /** A number that differs from `value` by at most `tolerance`. */
  | { readonly kind: 'near'; readonly value: number; readonly tolerance: number }
  | { readonly kind: 'one_of'; readonly values: readonly Json[] }
  /** A text that a regular expression matches. */
  | { readonly kind: 'matches'; readonly pattern: string }
  | { readonly kind: 'exists'; readonly isPresent: boolean }

/** What an answer must be. Whatever is absent is not checked. */
export interface Expectation {
  /** Statuses; without any, a status from 200 to 299. */
  readonly statuses: readonly number[]
  readonly maxTotalMs?: number
  readonly maxFirstByteMs?: number
  /** Expected values by their path in the answer, such as `choices.0.message.role`. */
  readonly json: Readonly<Record<string, JsonExpectation>>
  /** Texts that the answer contains. */
  readonly contains: readonly string[]
  /** Regular expressions that match the answer. */
  readonly matches: readonly string[]
  /** JSON Schema of the answer. */
  readonly schema?: Readonly<Record<string, Json>>
  /** Smallest number of events in a stream. */
  readonly minEvents?: number
}

/** One call with a known answer. */
export interface GoldenCase {
  readonly name: string
  readonly request: {
    readonly method: string
    /** Path and query, as an origin gets it. */
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    /** Text of the body; undefined for a call without one. */
    readonly body?: string
  }
  readonly expect: Expectation
  /** The case passes when this many of its runs pass. */
  readonly passes: number
  readonly runs: number
}

/** Why a call has no whole answer: the origin is the cause, and not the content of an answer. */
export type TransportError = 'unreachable' | 'timed_out' | 'broken_off'

/** What came of one call of a case. Times are in milliseconds since the call was sent. */
export type GoldenAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly contentType: string | null
      /** The body, cut at the runner's limit. */
      readonly text: string
      readonly isCut: boolean
      readonly firstByteMs: number
      readonly totalMs: number
    }
  | { readonly kind: 'failed'; readonly error: TransportError; readonly afterMs: number }
