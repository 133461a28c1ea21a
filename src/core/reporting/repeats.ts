import { outcomeOfStatus, type StatusRules } from '../outcomes/outcome.ts'
import type { CohortKey } from './tally.ts'

/**
 * What a color answered to calls that the other color had failed or refused, by the second of the
 * answer. Counted apart from its own traffic: calls that fail are not a fair sample, so they say
 * nothing about its usual rates.
 */
export interface RepeatCounts extends Omit<CohortKey, 'route'> {
  readonly answered: number
  readonly failed: number
}

/** The end of a repeated call: the status of its answer, or why it has none. */
export type RepeatEnd = number | 'unreachable' | 'header_timeout' | 'client_left'

/**
 * Returns what a repeated call shows of the color. A refusal, a busy answer and a client that left
 * show nothing, and neither does a time-out: a repetition has less time than a model may need.
 */
export function repeatResultOf(
  end: RepeatEnd,
  rules: StatusRules = {}
): 'answered' | 'failed' | undefined {
  if (typeof end === 'string') return end === 'unreachable' ? 'failed' : undefined
  switch (outcomeOfStatus(end, rules)) {
    case 'success':
      return 'answered'
    case 'fault':
      return 'failed'
    case 'overload':
      return end >= 500 ? 'failed' : undefined
    case 'neutral':
      return undefined
  }
}

/** Adds up counts: one for each release, second and caller group. */
export function mergeRepeats(parts: readonly RepeatCounts[]): readonly RepeatCounts[] {
  const sums = new Map<string, RepeatCounts>()
  for (const part of parts) {
    const key = `${part.slice}/${part.caller}/${part.color}/${part.release}`
    const sum = sums.get(key)
    const [answered, failed] = [sum?.answered ?? 0, sum?.failed ?? 0]
    sums.set(key, { ...part, answered: answered + part.answered, failed: failed + part.failed })
  }
  return [...sums.values()]
}
