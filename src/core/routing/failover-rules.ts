import type { Outcome } from '../outcomes/outcome.ts'

/** How the first color failed a call before the first byte of its answer. */
export type FirstFailure =
  /** The origin answered with a fault status. */
  | { readonly kind: 'fault_status' }
  /** The call never reached the origin, so no origin has worked on it. */
  | { readonly kind: 'refused' }
  /** The origin received the call, then reset or stayed silent: it may have worked on the call. */
  | { readonly kind: 'taken' }

/** What the failover decision depends on. */
export interface FailoverFacts {
  readonly failure: FirstFailure
  /** The request's body was kept whole (an absent body counts as kept). */
  readonly bodyKept: boolean
  /** The call may be processed twice: its method is safe, or it carries an idempotency key. */
  readonly repeatable: boolean
  /** The other color is not quarantined. */
  readonly hasFailoverColor: boolean
}

/**
 * Whether a call that failed before its first byte is repeated on the other color, if the budget
 * allows it. A call that an origin may have worked on is repeated only when it may be processed
 * twice.
 */
export function mayFailOver({
  failure,
  bodyKept,
  repeatable,
  hasFailoverColor,
}: FailoverFacts): boolean {
  if (!hasFailoverColor || !bodyKept) return false
  return failure.kind !== 'taken' || repeatable
}

/** What the decision about a contract check depends on. */
export interface RefusalFacts {
  /** Status of the live color's answer, and the outcome it counts as. */
  readonly status: number
  readonly outcome: Outcome
  /** The live color is a candidate in its bake. */
  readonly isCandidate: boolean
  readonly bodyKept: boolean
  /** The answer depends on the call alone, so that stable must give the same. */
  readonly isStateless: boolean
}

/** Refusals of the caller and not of the call: each color may know other callers. */
const REFUSES_CALLER: ReadonlySet<number> = new Set([401, 403, 407, 451])

/** Refusals by a color that does not know the state to which a call refers. */
const UNKNOWN_STATE: ReadonlySet<number> = new Set([400, 404, 409, 410, 422])

/** Whether the other color may know the state to which a refused call refers. */
export function mayKnowState(status: number): boolean {
  return UNKNOWN_STATE.has(status)
}

/**
 * Whether stable is asked about a call that the candidate refused as the caller's mistake, if the
 * budget allows it.
 */
export function mayCheckContract({
  status,
  outcome,
  isCandidate,
  bodyKept,
  isStateless,
}: RefusalFacts): boolean {
  if (!isCandidate || !bodyKept || !isStateless) return false
  return status >= 400 && outcome === 'neutral' && !REFUSES_CALLER.has(status)
}

/**
 * Whether the platform answers with this status when it could not connect to the origin.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
 */
export function neverReachedOrigin(status: number): boolean {
  return status === 521 || status === 522 || status === 523 || status === 525 || status === 526
}

/**
 * Returns the outcome of a matched pair for the first color. A success of the other color makes it
 * a fault. A failure of both colors makes it neutral: the cause is the request, or something that
 * both share. An overload of the other color says nothing about the request, so the first outcome
 * stands.
 */
export function outcomeOfPair(first: Outcome, second: Outcome): Outcome {
  switch (second) {
    case 'success':
      return 'fault'
    case 'fault':
    case 'neutral':
      return 'neutral'
    case 'overload':
      return first
  }
}

/**
 * Result of a matched pair: both colors failed (concordant) or only the first one did (discordant).
 * The detector applies the findings to the faults that were not repeated.
 */
export type PairFinding = 'concordant' | 'discordant'

/**
 * Returns the finding of a pair whose first call was a fault; undefined when the other color was
 * overloaded.
 */
export function pairFindingOf(second: Outcome): PairFinding | undefined {
  switch (second) {
    case 'success':
      return 'discordant'
    case 'fault':
    case 'neutral':
      return 'concordant'
    case 'overload':
      return undefined
  }
}

/** Token bucket for failovers: each call adds a share of a token, each failover takes one. */
export interface FailoverBudget {
  readonly tokens: number
}

/** Tokens at the start, so that a model with few calls can fail over too. */
const RESERVE = 10

/**
 * Most tokens that the bucket holds, so that an outage after a long healthy time starts no storm.
 */
const CAPACITY = 100

export const fullBudget: FailoverBudget = { tokens: RESERVE }

/** Adds the tokens of one call. `share` is failovers per call, 0 to 1. */
export function earnFailover(budget: FailoverBudget, share: number): FailoverBudget {
  return budget.tokens >= CAPACITY ? budget : { tokens: Math.min(CAPACITY, budget.tokens + share) }
}

/** Takes the token of one failover; undefined when the budget holds less than one. */
export function takeFailover(budget: FailoverBudget): FailoverBudget | undefined {
  return budget.tokens < 1 ? undefined : { tokens: budget.tokens - 1 }
}
