import { isSameSlot, type Slot } from '../routing/pointer.ts'
import type { Rollout } from './state.ts'

/** The result of the last probe of the color to go back to. */
export interface ProbeResult {
  readonly slot: Slot
  /** It answered with a status below 500. */
  readonly ready: boolean
  /** Time of the answer, in milliseconds since 1970. */
  readonly at: number
}

/** Milliseconds between two probes during a bake. */
export const PROBE_EVERY_MS = 30_000

/**
 * Milliseconds for which a result is current: it is used for a rollback, and no new probe is sent.
 */
export const PROBE_FRESH_MS = 5_000

/** Returns the result for the color to go back to; undefined when there is none, and when idle. */
export function probeOf(
  rollout: Rollout,
  result: ProbeResult | undefined
): ProbeResult | undefined {
  if (rollout.phase === 'idle' || result === undefined) return undefined
  return isSameSlot(result.slot, rollout.slots[rollout.stable]) ? result : undefined
}

/** Whether a probe is due: during a bake, when this release has no result or an old one. */
export function isProbeDue(
  rollout: Rollout,
  result: ProbeResult | undefined,
  now: number
): boolean {
  if (rollout.phase === 'idle') return false
  const own = probeOf(rollout, result)
  return own === undefined || Math.abs(now - own.at) >= PROBE_EVERY_MS
}

/** Whether a rollback may rely on a result. */
export function isFresh({ at }: ProbeResult, now: number): boolean {
  return Math.abs(now - at) <= PROBE_FRESH_MS
}
