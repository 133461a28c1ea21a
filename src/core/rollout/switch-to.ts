import { ok, refuse, type Result } from '../result.ts'
import { other, type Color } from '../routing/color.ts'
import type { Switch } from './events.ts'
import { forcedCause, nextRevision } from './next-revision.ts'
import { afterRollback } from './roll-back.ts'
import type { Cause, Idle, Rollout, RolloutPolicy } from './state.ts'
import { isSamePlan, planOf, type Plan } from './step-plan.ts'

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
 * Sends traffic to a color: the first step's share, or all of it with the start of its bake. In a
 * rollout, a switch to stable is a rollback. One without a color would be one too in a bake, and is
 * refused. Between the steps, a switch with the plan that is carried out changes nothing, and one
 * with another plan is refused: it must not jump to all traffic.
 */
export function switchTo(
  rollout: Rollout,
  event: Switch,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, SwitchRefusal> {
  const { to, force } = event
  const cause = forcedCause(event.cause, force)
  if (rollout.phase !== 'idle' && to === rollout.stable) {
    return ok(afterRollback(rollout, cause, now))
  }
  const plan = planOf(event, policy)
  switch (rollout.phase) {
    case 'shifting':
      return isSamePlan(rollout, plan) ? ok(rollout) : refuse('rollout_in_progress')
    case 'baking':
      return refuse(to === undefined ? 'rollout_in_progress' : 'already_live')
    case 'idle':
  }
  const candidate = to ?? other(rollout.stable)
  if (candidate === rollout.stable) return refuse('already_live')
  const refusal = force === undefined ? refusalOf(rollout, candidate, event, policy) : undefined
  return refusal === undefined ? ok(begun(rollout, candidate, plan, cause, now)) : refuse(refusal)
}

/** Returns the rollout at its first step, or in its bake when the plan has no steps. */
function begun(
  rollout: Idle,
  candidate: Color,
  { steps, bakeMs, holdBack }: Plan,
  cause: Cause,
  now: number
): Rollout {
  const { quarantined: _, ...next } = nextRevision(rollout, 'switch', cause, now)
  const held = holdBack === 0 ? {} : { holdBack }
  const kept = { ...next, candidate, salt: next.revision, ...held }
  return steps.length === 0
    ? { ...kept, phase: 'baking', liveSince: now, bakeEndsAt: now + bakeMs }
    : { ...kept, phase: 'shifting', steps, step: 0, stepSince: now, bakeMs }
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
