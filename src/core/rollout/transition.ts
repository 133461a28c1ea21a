import type { Color } from '../routing/color.ts'
import type { Slot } from '../routing/pointer.ts'
import { ok, type Result } from '../result.ts'
import { adoptPointer } from './adopt-pointer.ts'
import { completeWhenBaked } from './complete.ts'
import { configureSlots } from './configure-slots.ts'
import type { Event, Refusal } from './events.ts'
import { rollBack, rollBackFaulty } from './roll-back.ts'
import type { Rollout, RolloutPolicy } from './state.ts'
import { switchTo } from './switch-to.ts'

/** Returns the first rollout of a model: the configured slots, blue stable. */
export function seed(slots: Readonly<Record<Color, Slot>>, now: number): Rollout {
  const cause = { by: 'router', source: 'deploy', reason: 'first start' }
  const common = { revision: 1, slots, stable: 'blue' as const, at: now, liveSince: now }
  return { ...common, phase: 'idle', action: 'seed', cause }
}

/** Returns the rollout after an event; the same object when the event changes nothing. */
export function transition(
  rollout: Rollout,
  event: Event,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, Refusal> {
  switch (event.type) {
    case 'switch':
      return switchTo(rollout, event.to, event.cause, now, policy)
    case 'rollback':
      return rollBack(rollout, event.cause, now)
    case 'faulty':
      return ok(rollBackFaulty(rollout, event.summary, now))
    case 'healthy':
      return ok(completeWhenBaked(rollout, event.summary, now))
    case 'adopt':
      return ok(adoptPointer(rollout, event, now, policy))
    case 'configure':
      return ok(configureSlots(rollout, event.slots, now))
  }
}
