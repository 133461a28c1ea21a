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

/** A result counts as current for so long: it is used for a rollback, and no probe is sent. */
export const PROBE_FRESH_MS = 5_000

/** Returns the result that is about the color to go back to; undefined when there is none, and when idle. */
export function probeOf(
  rollout: Rollout,
  result: ProbeResult | undefined
): ProbeResult | undefined {
  if (rollout.phase === 'idle' || result === undefined) return undefined
  return isSameSlot(result.slot, rollout.slots[rollout.stable]) ? result : undefined
}

/** Whether a probe is due: during a bake, when there was none of this release, or long ago. */
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
