import type { Outcome } from '../outcomes/outcome.ts'

/**
 * Result of the second attempt of a pair, as evidence about the first color. `unknown` says nothing
 * about the call: the other color could not be reached, or did not answer in time.
 */
export type SecondOutcome = Outcome | 'unknown'

/**
 * Result of a matched pair: both colors failed (concordant) or only the first one did (discordant).
 * The detector applies the findings to the faults that were not repeated.
 */
export type PairFinding = 'concordant' | 'discordant'

/** Statuses with which the platform answers when it could not reach the origin. */
const UNREACHED: ReadonlySet<number> = new Set([521, 522, 523, 525, 526, 530])

/** Whether the platform answers with this status when it could not reach the origin. */
export function neverReachedOrigin(status: number): boolean {
  return UNREACHED.has(status)
}

/**
 * Returns the outcome of a matched pair for the first color. An overload stays one, whatever the
 * other color answers. A fault stays one when the other color answers the call well. It is neutral
 * when both colors fail: the cause is the request, or something that both share. When the other
 * color is overloaded or unknown, the pair says nothing and the first outcome stands.
 */
export function outcomeOfPair(first: Outcome, second: SecondOutcome): Outcome {
  return pairFindingOf(first, second) === 'concordant' ? 'neutral' : first
}

/**
 * Returns the finding of a pair. Only pairs whose first call was a fault have one: the detector
 * compares them with other faults.
 */
export function pairFindingOf(first: Outcome, second: SecondOutcome): PairFinding | undefined {
  if (first !== 'fault') return undefined
  switch (second) {
    case 'success':
      return 'discordant'
    case 'fault':
    case 'neutral':
      return 'concordant'
    case 'overload':
    case 'unknown':
      return undefined
  }
}
