import { completed } from './complete.ts'
import { causeFields, type VerdictEvidence } from './evidence-numbers.ts'
import type { Cause, Rollout, RolloutPolicy } from './state.ts'
import { atNextStep, stepEndsAt } from './step.ts'

/**
 * Goes on after a healthy verdict, unless the model is paused or frozen: to the next step when the
 * present one is over, and to the end of the rollout when the bake is over.
 */
export function goForward(
  rollout: Rollout,
  evidence: VerdictEvidence,
  now: number,
  policy: RolloutPolicy
): Rollout {
  if (policy.isPaused || policy.isFrozen) return rollout
  switch (rollout.phase) {
    case 'idle':
      return rollout
    case 'shifting': {
      if (now < (stepEndsAt(rollout) ?? Infinity)) return rollout
      const reason = 'the step ended with a healthy verdict'
      return atNextStep(rollout, 'step', causeOf(reason, evidence), now)
    }
    case 'baking': {
      if (now < rollout.bakeEndsAt) return rollout
      const reason = 'the bake ended with a healthy verdict'
      return completed(rollout, 'complete', causeOf(reason, evidence), now, policy)
    }
  }
}

function causeOf(reason: string, evidence: VerdictEvidence): Cause {
  return { by: 'router', source: 'detector', reason, ...causeFields(evidence) }
}
