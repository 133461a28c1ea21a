import type { Verified } from './events.ts'
import type { Release, Rollout } from './state.ts'

/**
 * Returns the rollout with the release verified; the same rollout when another release stands in
 * the slot by now, or when it is verified already.
 */
export function afterVerification(
  rollout: Rollout,
  { color, staging, cause }: Verified,
  now: number
): Rollout {
  const slot = rollout.slots[color]
  if (slot.staging !== staging || slot.unverified !== true) return rollout
  const slots = { ...rollout.slots, [color]: asVerified(slot) }
  return { ...rollout, slots, revision: rollout.revision + 1, at: now, action: 'verify', cause }
}

/** Returns the release as a verified one. */
export function asVerified({ unverified: _unverified, ...release }: Release): Release {
  return release
}
