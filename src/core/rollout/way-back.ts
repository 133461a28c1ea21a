import type { Color } from '../routing/color.ts'
import type { Previous, Rollout } from './state.ts'

/** Returns the previous release while a rollback goes back to it; undefined in a rollout. */
export function openWayBack(rollout: Rollout, now: number): Previous | undefined {
  if (rollout.phase !== 'idle' || rollout.previous === undefined) return undefined
  return now < rollout.previous.until ? rollout.previous : undefined
}

/** Returns the color that a rollback goes to; undefined when there is nothing to roll back. */
export function rollbackColorOf(rollout: Rollout, now: number): Color | undefined {
  return rollout.phase !== 'idle' ? rollout.stable : openWayBack(rollout, now)?.color
}
