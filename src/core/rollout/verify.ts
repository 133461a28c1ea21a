import type { VerificationFailed, Verified } from './events.ts'
import type { Release, Rollout } from './state.ts'

/**
 * Returns the rollout with the release verified, or no longer verified when a golden request has
 * failed; the same rollout when another release stands in the slot by now, and when nothing changes.
 */
export function afterVerification(
  rollout: Rollout,
  { type, color, staging, cause }: Verified | VerificationFailed,
  now: number
): Rollout {
  const slot = rollout.slots[color]
  const isVerified = slot.unverified !== true
  if (slot.staging !== staging || isVerified === (type === 'verified')) return rollout
  const next = { ...rollout, revision: rollout.revision + 1, at: now, cause }
  return type === 'verified'
    ? { ...next, slots: { ...rollout.slots, [color]: asVerified(slot) }, action: 'verify' }
    : { ...next, slots: { ...rollout.slots, [color]: { ...slot, unverified: true } }, action: type }
}

/** Returns the release as a verified one. */
export function asVerified({ unverified: _unverified, ...release }: Release): Release {
  return release
}
