import type { Action, Cause, Rollout } from './transition.ts'

/** What every new revision shares. An alert and a bad color end with the change of course that answers them. */
export function nextRevision(rollout: Rollout, action: Action, cause: Cause, now: number) {
  const { slots, stable, liveSince, collectors } = rollout
  const kept = { slots, stable, liveSince, ...(collectors === undefined ? {} : { collectors }) }
  return { revision: rollout.revision + 1, ...kept, at: now, action, cause }
}
