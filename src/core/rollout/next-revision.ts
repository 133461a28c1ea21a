import type { Action, Cause, Rollout } from './state.ts'

/** The fields that every new revision shares. A quarantine ends with the change of course that answers it. */
export function nextRevision(rollout: Rollout, action: Action, cause: Cause, now: number) {
  const { slots, stable, liveSince } = rollout
  return { revision: rollout.revision + 1, slots, stable, liveSince, at: now, action, cause }
}
