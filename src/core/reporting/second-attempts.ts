import type { SecondOutcome } from '../routing/matched-pair.ts'
import type { Color } from '../routing/color.ts'

/** Why a call was sent to the other color too: the first one failed it, or refused it. */
export const attemptKinds = ['failover', 'contract_check'] as const
export type AttemptKind = (typeof attemptKinds)[number]

/** The results of a second attempt. */
export const secondOutcomes = [
  'success',
  'neutral',
  'fault',
  'overload',
  'unknown',
] as const satisfies readonly SecondOutcome[]

/** Second attempts on a color with the same result. */
export interface AttemptCounts {
  readonly kind: AttemptKind
  /** The color of the second attempt. */
  readonly color: Color
  readonly outcome: SecondOutcome
  readonly calls: number
}

/** Adds up counts: one for each kind, color and result. */
export function mergeAttempts(parts: readonly AttemptCounts[]): readonly AttemptCounts[] {
  const sums = new Map<string, AttemptCounts>()
  for (const part of parts) {
    const key = `${part.kind}/${part.color}/${part.outcome}`
    sums.set(key, { ...part, calls: (sums.get(key)?.calls ?? 0) + part.calls })
  }
  return [...sums.values()]
}
