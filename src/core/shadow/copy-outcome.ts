import { causeOf, type Cause } from '../outcomes/cause.ts'
import { outcomeOf, outcomeOfStatus, type Outcome, type StatusRules } from '../outcomes/outcome.ts'
import { refusesCaller } from '../routing/failover-rules.ts'
import { outcomeOfPair, pairFindingOf, type PairFinding } from '../routing/matched-pair.ts'

/** How a copy of a call ended. Times are in milliseconds since it was sent. */
export type CopyEnding =
  /** The answer came to its end, or so far that the rest was not read. */
  | { readonly kind: 'delivered'; readonly status: number }
  /** The answer has a shape that stable's answers on the route never had. */
  | { readonly kind: 'foreign'; readonly status: number; readonly cause: 'empty' | 'wrong_type' }
  | { readonly kind: 'error_event'; readonly code: number | undefined }
  | { readonly kind: 'unreachable' }
  /** No headers came until the deadline of the copy. A call has `limitMs`. */
  | { readonly kind: 'header_timeout'; readonly afterMs: number; readonly limitMs: number }
  | { readonly kind: 'cut'; readonly status: number }
  /** The deadline of the copy came while its answer was on its way. */
  | { readonly kind: 'unfinished' }

/** The answer that the client got. */
export interface LiveAnswer {
  readonly status: number
  readonly firstByteMs: number
}

/** What the end of a copy says of its release. */
export interface CopyOutcome {
  readonly outcome: Outcome
  readonly finding: PairFinding | undefined
  readonly cause: Cause | undefined
}

/**
 * A copy has less time than a call. It hangs when the client's answer began in a small part of that
 * time.
 */
const HANG_RATIO = 4

/**
 * Returns the outcome of a copy as one of a matched pair: a fault counts unless the color that
 * answered the client failed the call too. A refusal of a call that the live color accepted breaks
 * the contract, unless it refuses the caller.
 */
export function copyOutcomeOf(
  ending: CopyEnding,
  live: LiveAnswer,
  rules: StatusRules = {}
): CopyOutcome {
  const stable = outcomeOfStatus(live.status, rules)
  const first = isContractBroken(ending, stable, rules)
    ? 'fault'
    : outcomeAlone(ending, live, rules)
  const outcome = outcomeOfPair(first, stable)
  const isBad = outcome === 'fault' || outcome === 'overload'
  const cause = isBad ? causeOfEnding(ending) : undefined
  return { outcome, finding: pairFindingOf(first, stable), cause }
}

function outcomeAlone(ending: CopyEnding, live: LiveAnswer, rules: StatusRules): Outcome {
  switch (ending.kind) {
    case 'foreign':
      return 'fault'
    case 'unfinished':
      return 'neutral'
    case 'header_timeout': {
      const enoughMs = Math.min(ending.limitMs, HANG_RATIO * live.firstByteMs)
      return ending.afterMs >= enoughMs ? 'fault' : 'neutral'
    }
    case 'delivered':
    case 'error_event':
    case 'unreachable':
    case 'cut':
      return outcomeOf(ending, rules)
  }
}

function isContractBroken(ending: CopyEnding, stable: Outcome, rules: StatusRules): boolean {
  if (ending.kind !== 'delivered' || stable !== 'success') return false
  const { status } = ending
  return status >= 400 && outcomeOfStatus(status, rules) === 'neutral' && !refusesCaller(status)
}

function causeOfEnding(ending: CopyEnding): Cause | undefined {
  switch (ending.kind) {
    case 'foreign':
      return ending.cause
    case 'unfinished':
      return undefined
    case 'header_timeout':
    case 'delivered':
    case 'error_event':
    case 'unreachable':
    case 'cut':
      return causeOf(ending)
  }
}
