import type { Action, Cause, Rollout } from './state.ts'

/** Returns the fields that every new revision shares. They omit the quarantine, which ends here. */
export function nextRevision(rollout: Rollout, action: Action, cause: Cause, now: number) {
  const { slots, stable, liveSince } = rollout
  return { revision: rollout.revision + 1, slots, stable, liveSince, at: now, action, cause }
}
