import { ok, refuse, type Result } from '../result.ts'
import type { Color } from '../routing/color.ts'
import { liveOf } from '../routing/pointer.ts'
import { nextRevision } from './next-revision.ts'
import { pointerOf } from './pointer-view.ts'
import { afterRollback } from './roll-back.ts'
import type { Cause, Rollout, RolloutPolicy } from './state.ts'

/** Sends all traffic to a color and starts its bake. A switch to stable in a bake is a rollback. */
export function switchTo(
  rollout: Rollout,
  to: Color,
  cause: Cause,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, 'already_live'> {
  if (to === liveOf(pointerOf(rollout))) return refuse('already_live')
  if (rollout.phase === 'baking') return ok(afterRollback(rollout, cause, now))
  return ok({
    ...nextRevision(rollout, 'switch', cause, now),
    phase: 'baking',
    candidate: to,
    liveSince: now,
    bakeEndsAt: now + policy.bakeMs,
  })
}
