import { nextRevision } from './next-revision.ts'
import type { Rollout } from './state.ts'

/** Makes the candidate stable after its bake. `summary` is the summary of the healthy verdict. */
export function completeWhenBaked(rollout: Rollout, summary: string, now: number): Rollout {
  if (rollout.phase === 'idle' || now < rollout.bakeEndsAt) return rollout
  const reason = 'the bake ended with a healthy verdict'
  const cause = { by: 'router', source: 'detector', reason, evidence: summary }
  const next = nextRevision(rollout, 'complete', cause, now)
  return { ...next, phase: 'idle', stable: rollout.candidate }
}
