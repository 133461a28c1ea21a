import type { Color } from '../routing/color.ts'
import { isSameSlot, type Slot } from '../routing/slot.ts'
import type { Rollout } from './state.ts'
import { rollbackColorOf } from './way-back.ts'

/** The result of the last probe of a color. */
export interface ProbeResult {
  readonly slot: Slot
  /** It answered as a release does that can take traffic. */
  readonly ready: boolean
  /** Time of the answer, in milliseconds since 1970. */
  readonly at: number
}

/** The results of the last probes, by color. */
export type ProbeResults = Readonly<Partial<Record<Color, ProbeResult>>>

/** Milliseconds between two probes of stable during a rollout. */
export const PROBE_EVERY_MS = 30_000

/** Milliseconds between two probes of the previous release after a rollout. */
export const KEEP_WARM_EVERY_MS = 300_000

/**
 * Milliseconds for which a result is current: it is used for a rollback, and no new probe is sent.
 */
export const PROBE_FRESH_MS = 5_000

/** Returns the result for the release that stands in a slot; undefined when there is none. */
export function resultOf(slot: Slot, color: Color, results: ProbeResults): ProbeResult | undefined {
  const result = results[color]
  return result !== undefined && isSameSlot(result.slot, slot) ? result : undefined
}

/** Returns the result for the color to go back to; undefined when there is nothing to go back to. */
export function probeOf(
  rollout: Rollout,
  results: ProbeResults,
  now: number
): ProbeResult | undefined {
  const color = rollbackColorOf(rollout, now)
  return color === undefined ? undefined : resultOf(rollout.slots[color], color, results)
}

/**
 * Returns the color whose probe is due: the one to go back to, when its release has no result or an
 * old one.
 */
export function dueProbeOf(
  rollout: Rollout,
  results: ProbeResults,
  now: number
): Color | undefined {
  const color = rollbackColorOf(rollout, now)
  const result = probeOf(rollout, results, now)
  const everyMs = rollout.phase === 'idle' ? KEEP_WARM_EVERY_MS : PROBE_EVERY_MS
  return result !== undefined && Math.abs(now - result.at) < everyMs ? undefined : color
}

/** Whether a rollback may rely on a result. */
export function isFresh({ at }: ProbeResult, now: number): boolean {
  return Math.abs(now - at) <= PROBE_FRESH_MS
}
