import type { Event, Refusal } from '../../src/core/rollout/events.ts'
import type { Rollout, RolloutPolicy } from '../../src/core/rollout/state.ts'
import { transition } from '../../src/core/rollout/transition.ts'
import { policy } from './rollouts.ts'

/** Applies an event; throws when it is refused. */
export function after(
  rollout: Rollout,
  event: Event,
  now = 2_000,
  overrides: Partial<RolloutPolicy> = {}
): Rollout {
  const result = transition(rollout, event, now, policy(overrides))
  if (!result.ok) throw new Error(`refused: ${result.refusal}`)
  return result.value
}

/** Returns the refusal of an event; undefined when it is allowed. */
export function refusalOf(
  rollout: Rollout,
  event: Event,
  now = 2_000,
  overrides: Partial<RolloutPolicy> = {}
): Refusal | undefined {
  const result = transition(rollout, event, now, policy(overrides))
  return result.ok ? undefined : result.refusal
}
