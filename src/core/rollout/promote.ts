import { ok, refuse, type Result } from '../result.ts'
import { completed } from './complete.ts'
import type { Promote } from './events.ts'
import { forcedCause } from './next-revision.ts'
import type { Rollout, RolloutPolicy } from './state.ts'
import { atFullWeight, atNextStep } from './step.ts'

/**
 * Goes on in the candidate's favour on an operator's command, however young the step or the bake:
 * to the next step, with `full` to the bake, and in the bake to the end of the rollout.
 */
export function promote(
  rollout: Rollout,
  { full = false, force, cause: given }: Promote,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, 'nothing_to_promote' | 'frozen'> {
  if (rollout.phase === 'idle') return refuse('nothing_to_promote')
  if (policy.isFrozen && force === undefined) return refuse('frozen')
  const cause = forcedCause(given, force)
  if (rollout.phase === 'baking') return ok(completed(rollout, 'promote', cause, now, policy))
  const next = full ? atFullWeight : atNextStep
  return ok(next(rollout, 'promote', cause, now))
}
