import { ok, refuse, type Result } from '../result.ts'
import type { Promote } from './events.ts'
import { causeFields, type VerdictEvidence } from './evidence-numbers.ts'
import { forcedCause, nextRevision } from './next-revision.ts'
import type { Baking, Cause, Idle, Rollout, RolloutPolicy } from './state.ts'
import { asVerified } from './verify.ts'

/**
 * Makes the candidate stable after its bake, unless the model is paused or frozen. `evidence` is
 * that of the healthy verdict.
 */
export function completeWhenBaked(
  rollout: Rollout,
  evidence: VerdictEvidence,
  now: number,
  policy: RolloutPolicy
): Rollout {
  if (rollout.phase === 'idle' || now < rollout.bakeEndsAt) return rollout
  if (policy.isPaused || policy.isFrozen) return rollout
  const reason = 'the bake ended with a healthy verdict'
  const cause = { by: 'router', source: 'detector', reason, ...causeFields(evidence) }
  return completed(rollout, 'complete', cause, now, policy)
}

/** Makes the candidate stable on an operator's command, however young the bake. */
export function promote(
  rollout: Rollout,
  { force, cause }: Promote,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, 'nothing_to_promote' | 'frozen'> {
  if (rollout.phase === 'idle') return refuse('nothing_to_promote')
  if (policy.isFrozen && force === undefined) return refuse('frozen')
  return ok(completed(rollout, 'promote', forcedCause(cause, force), now, policy))
}

/** The former stable release stays in its slot, and a rollback goes back to it for some time. */
function completed(
  rollout: Baking,
  action: 'complete' | 'promote',
  cause: Cause,
  now: number,
  { keepWarmMs }: RolloutPolicy
): Idle {
  const { candidate, stable } = rollout
  const slots = { ...rollout.slots, [candidate]: asVerified(rollout.slots[candidate]) }
  const previous = { color: stable, until: now + keepWarmMs }
  const next = nextRevision(rollout, action, cause, now)
  return { ...next, slots, phase: 'idle', stable: candidate, previous }
}
