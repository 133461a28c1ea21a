import { nextRevision } from './next-revision.ts'
import type { Baking, Cause, Idle, RolloutPolicy } from './state.ts'
import { asVerified } from './verify.ts'

/**
 * Makes the candidate stable. The former stable release stays in its slot, and a rollback goes back
 * to it for some time.
 */
export function completed(
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
