import type { Color } from '../../core/routing/color.ts'
import type { Outcome } from '../../core/outcomes/outcome.ts'
import type { PairFinding } from '../../core/routing/matched-pair.ts'
import type { UpstreamResult } from './forward.ts'

/** The answer for the client, and the result for the live color. */
export interface FinalResult {
  readonly result: UpstreamResult
  /** The color that gave the answer. */
  readonly color: Color
  /** Set when the outcome no longer depends on the body of the answer. */
  readonly outcome: Outcome | undefined
  /** The finding of a repetition on the other color. */
  readonly finding: PairFinding | undefined
  /** A check that decides the outcome after the client has its answer. Never rejects. */
  readonly check?: Promise<Pick<FinalResult, 'outcome' | 'finding'>>
}
