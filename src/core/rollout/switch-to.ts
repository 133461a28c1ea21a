import { ok, refuse, type Result } from '../result.ts'
import { other, type Color } from '../routing/color.ts'
import type { Switch } from './events.ts'
import { forcedCause, nextRevision } from './next-revision.ts'
import { afterRollback } from './roll-back.ts'
import type { Idle, Rollout, RolloutPolicy } from './state.ts'

/** Why a switch is refused. Those after the first two can be forced. */
export type SwitchRefusal =
  | 'rollout_in_progress'
  | 'already_live'
  | 'quarantined'
  | 'unverified'
  | 'shadow_faulty'
  | 'not_shadowed'
  | 'frozen'
  | 'not_ready'
  | 'stable_not_ready'

/**
 * Sends all traffic to a color and starts its bake. In a bake, a switch to stable is a rollback,
 * and one without a color is refused, because it would be one too.
 */
export function switchTo(
  rollout: Rollout,
  event: Switch,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, SwitchRefusal> {
  const { to, force, bakeMs = policy.bakeMs } = event
  const cause = forcedCause(event.cause, force)
  if (rollout.phase === 'baking') {
    if (to === undefined) return refuse('rollout_in_progress')
    if (to === rollout.candidate) return refuse('already_live')
    return ok(afterRollback(rollout, cause, now))
  }
  const candidate = to ?? other(rollout.stable)
  if (candidate === rollout.stable) return refuse('already_live')
  const refusal = force === undefined ? refusalOf(rollout, candidate, event, policy) : undefined
  if (refusal !== undefined) return refuse(refusal)
  const { quarantined: _, ...next } = nextRevision(rollout, 'switch', cause, now)
  return ok({ ...next, phase: 'baking', candidate, liveSince: now, bakeEndsAt: now + bakeMs })
}

function refusalOf(
  { slots, stable, quarantined, previous }: Idle,
  candidate: Color,
  { ready, shadowed }: Switch,
  { requiresVerification, requiresShadow, isFrozen }: RolloutPolicy
): SwitchRefusal | undefined {
  if (quarantined === candidate) return 'quarantined'
  if (requiresVerification && slots[candidate].unverified === true) return 'unverified'
  if (shadowed === 'faulty') return 'shadow_faulty'
  // The previous release has served before.
  const isProven = shadowed === 'healthy' || previous !== undefined
  if (requiresShadow && !isProven) return 'not_shadowed'
  if (isFrozen) return 'frozen'
  if (!ready[candidate]) return 'not_ready'
  return ready[stable] ? undefined : 'stable_not_ready'
}
