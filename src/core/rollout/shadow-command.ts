import { ok, refuse, type Result } from '../result.ts'
import { other, type Color } from '../routing/color.ts'
import { isSameShadow, shadowShareOf } from '../routing/shadow-share.ts'
import type { ShadowOn, ShadowOff } from './events.ts'
import { forcedCause, nextRevision } from './next-revision.ts'
import type { Idle, Rollout, RolloutPolicy, Shadow } from './state.ts'

/** Why no calls are copied to a release. Those after the first can be forced. */
export type ShadowRefusal =
  'rollout_in_progress' | 'nothing_to_shadow' | 'quarantined' | 'unverified'

/**
 * Begins to copy a share of the calls to the release in the idle slot, or changes the share. It ends
 * with a switch, with another release in the slot, and at its time.
 */
export function startShadow(
  rollout: Rollout,
  { share, forMs, perSecond, force, cause }: ShadowOn,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, ShadowRefusal> {
  if (rollout.phase !== 'idle') return refuse('rollout_in_progress')
  const color = other(rollout.stable)
  const refusal = force === undefined ? refusalOf(rollout, color, policy) : undefined
  if (refusal !== undefined) return refuse(refusal)
  const { staging } = rollout.slots[color]
  const until = forMs === undefined ? undefined : now + forMs
  const shadow: Shadow = {
    ...shadowShareOf({ share, until, perSecond }),
    color,
    staging,
    since: rollout.shadow?.since ?? now,
  }
  if (isSameShadow(rollout.shadow, shadow)) return ok(rollout)
  const next = nextRevision(rollout, 'shadow', forcedCause(cause, force), now)
  return ok({ ...next, phase: 'idle', ...keptOf(rollout), shadow })
}

/** Ends the copies on an operator's command. */
export function endShadow(
  rollout: Rollout,
  { cause }: ShadowOff,
  now: number
): Result<Rollout, 'no_shadow'> {
  if (rollout.phase !== 'idle' || rollout.shadow === undefined) return refuse('no_shadow')
  return ok(withoutShadow(rollout, cause, now))
}

/** Ends the copies when their time is over. */
export function endShadowInTime(rollout: Rollout, now: number): Rollout {
  if (rollout.phase !== 'idle' || rollout.shadow === undefined) return rollout
  const { until } = rollout.shadow
  if (until === undefined || now < until) return rollout
  const cause = { by: 'router', source: 'rollout', reason: 'the time of the shadow is over' }
  return withoutShadow(rollout, cause, now)
}

function withoutShadow(rollout: Idle, cause: ShadowOff['cause'], now: number): Idle {
  const next = nextRevision(rollout, 'shadow_off', cause, now)
  return { ...next, phase: 'idle', ...keptOf(rollout) }
}

/** A shadow moves no traffic, so that the way back stays as it is. */
function keptOf({ previous }: Idle) {
  return previous === undefined ? {} : { previous }
}

function refusalOf(
  { slots, quarantined, previous }: Idle,
  color: Color,
  { requiresVerification }: RolloutPolicy
): ShadowRefusal | undefined {
  if (previous !== undefined) return 'nothing_to_shadow'
  if (quarantined === color) return 'quarantined'
  return requiresVerification && slots[color].unverified === true ? 'unverified' : undefined
}
