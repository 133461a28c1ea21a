import type { Color } from '../routing/color.ts'
import type { Environment } from '../routing/slot.ts'
import { ok, type Result } from '../result.ts'
import { adoptPointer } from './adopt-pointer.ts'
import { applyConfigured, followConfigured } from './apply-configured.ts'
import type { Event, Refusal } from './events.ts'
import { forgive } from './forgive.ts'
import { goForward } from './go-forward.ts'
import { promote } from './promote.ts'
import { rollBack, rollBackFaulty } from './roll-back.ts'
import { stage } from './stage.ts'
import { endShadow, endShadowInTime, startShadow } from './shadow-command.ts'
import type { Rollout, RolloutPolicy } from './state.ts'
import { switchTo } from './switch-to.ts'
import { afterVerification } from './verify.ts'

/**
 * Returns the first rollout of a model: the configured slots, blue stable. Both count as verified:
 * the deploy vouches for them.
 */
export function seed(configured: Readonly<Record<Color, Environment>>, now: number): Rollout {
  const cause = { by: 'router', source: 'deploy', reason: 'first start' }
  const origin = { staging: 0, stagedAt: now, stagedBy: 'deploy' }
  const slots = {
    blue: { ...configured.blue, ...origin },
    green: { ...configured.green, ...origin },
  }
  const common = { revision: 1, slots, stable: 'blue' as const, at: now, liveSince: now }
  return { ...common, phase: 'idle', action: 'seed', cause }
}

/**
 * Returns the rollout after an event, or the code of a refused command; the same rollout when the
 * event changes nothing. The README of this folder has the table of all states and events.
 */
export function transition(
  rollout: Rollout,
  event: Event,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, Refusal> {
  switch (event.type) {
    case 'stage':
      return stage(rollout, event, now, policy)
    case 'apply':
      return applyConfigured(rollout, event, now, policy)
    case 'verified':
    case 'verification_failed':
      return ok(afterVerification(rollout, event, now))
    case 'switch':
      return switchTo(rollout, event, now, policy)
    case 'promote':
      return promote(rollout, event, now, policy)
    case 'rollback':
      return rollBack(rollout, event, now)
    case 'forgive':
      return forgive(rollout, event, now)
    case 'shadow':
      return startShadow(rollout, event, now, policy)
    case 'shadow_off':
      return endShadow(rollout, event, now)
    case 'shadow_over':
      return ok(endShadowInTime(rollout, now))
    case 'faulty':
      return ok(rollBackFaulty(rollout, event, now, policy))
    case 'healthy':
      return ok(goForward(rollout, event, now, policy))
    case 'adopt':
      return ok(adoptPointer(rollout, event, now, policy))
    case 'configure':
      return ok(followConfigured(rollout, event.changed, now))
  }
}
