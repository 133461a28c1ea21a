import type { Outcome } from '../outcomes/outcome.ts'

/** How the first color failed a call before the first byte of its answer. */
export type FirstFailure =
  /** The origin answered with a fault status. */
  | { readonly kind: 'fault_status' }
  /** The call never reached the origin: nobody can have worked on it. */
  | { readonly kind: 'refused' }
  /** The origin took the call, then reset the connection or stayed silent: it may have worked on it. */
  | { readonly kind: 'taken' }

/** What the decision to failover needs to know of a call. */
export interface FailoverFacts {
  readonly failure: FirstFailure
  /** The request's body was kept whole (an absent body counts as kept). */
  readonly bodyKept: boolean
  /** The call may be processed twice: its method is safe, or it carries an idempotency key. */
  readonly repeatable: boolean
  /** Another color is staged and not known to be bad. */
  readonly hasFailoverColor: boolean
}

/**
 * Says whether a call that failed before its first byte is repeated on the other color, budget aside.
 * A call that an origin may have worked on is repeated only where that does no harm.
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

/** What the decision to ask stable about a refusal needs to know of a call. */
export interface RefusalFacts {
  /** Status of the live color's answer, and what it stands for. */
  readonly status: number
  readonly outcome: Outcome
  /** The live color is a candidate in its bake. */
  readonly isCandidate: boolean
  readonly bodyKept: boolean
}

/** Says whether stable is asked about a call that the live color refused as the caller's mistake, budget aside. */
export function mayCheckContract({
  status,
  outcome,
  isCandidate,
  bodyKept,
}: RefusalFacts): boolean {
  return isCandidate && bodyKept && status >= 400 && outcome === 'neutral'
}

/**
 * Statuses by which the platform says that it could not connect to the origin at all.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
 */
export function neverReachedOrigin(status: number): boolean {
  return status === 521 || status === 522 || status === 523 || status === 525 || status === 526
}

/**
 * Outcome for the first color of a matched pair. The other color's success convicts it; a failure there too says that
 * it was the request, or something both share. A busy other color tells nothing about the request, so the failure stands.
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

/** What a matched pair says of the faults that were not repeated: the other color shares the trouble, or it does not. */
export type PairFinding = 'concordant' | 'discordant'

/** The finding of a pair whose first call was a fault; undefined when the other color was too busy to tell. */
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

/** How many calls may be repeated: a token bucket that calls fill and failovers empty. */
export interface FailoverBudget {
  readonly tokens: number
}

/** Tokens that stand ready although no call has filled the bucket yet: a quiet model can failover too. */
const RESERVE = 10

/** The bucket never holds more than this many tokens, so that a long quiet time does not allow a storm. */
const CAPACITY = 100

export const fullBudget: FailoverBudget = { tokens: RESERVE }

/** Each call earns its share of a failover. `share` is failovers per call, 0 to 1. */
export function earnFailover(budget: FailoverBudget, share: number): FailoverBudget {
  return budget.tokens >= CAPACITY ? budget : { tokens: Math.min(CAPACITY, budget.tokens + share) }
}

/** Takes one failover out of the budget; undefined when it does not hold one. */
export function takeFailover(budget: FailoverBudget): FailoverBudget | undefined {
  return budget.tokens < 1 ? undefined : { tokens: budget.tokens - 1 }
}
