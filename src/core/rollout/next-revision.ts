import type { Action, Cause, Rollout } from './state.ts'

/** Returns the fields that every new revision shares, with the quarantine if there is one. */
export function nextRevision(rollout: Rollout, action: Action, cause: Cause, now: number) {
  const { slots, stable, liveSince, quarantined } = rollout
  const kept = quarantined === undefined ? {} : { quarantined }
  const revision = rollout.revision + 1
  return { revision, slots, stable, liveSince, at: now, action, cause, ...kept }
}

/** Returns the cause with the reason to go past the checks, if there is one. */
export function forcedCause(cause: Cause, force: string | undefined): Cause {
  return force === undefined ? cause : { ...cause, force }
}
