import { KEEP_WARM_EVERY_MS, PROBE_EVERY_MS } from './stable-probe.ts'
import type { Idle, Rollout } from './state.ts'
import { openWayBack } from './way-back.ts'

/** Milliseconds between two attempts to write the pointer into KV. */
const REPUBLISH_MS = 2_000

/**
 * Milliseconds between two reads of KV. The reads find pointers that were written by hand, and show
 * when the coordinator's own pointer has become visible.
 */
export const KV_POLL_MS = 10_000

/** Milliseconds between two looks at a running verification, which an eviction may interrupt. */
const VERIFICATION_LOOK_MS = 10_000

/**
 * Progress of the newest pointer in KV: not written yet, written but not visible to reads yet, or
 * visible.
 */
export type KvState = 'pending' | 'written' | 'visible'

/** Returns the time of the coordinator's next alarm; undefined when no work is pending. */
export function nextAlarmAt(rollout: Rollout, kvState: KvState, now: number): number | undefined {
  switch (kvState) {
    case 'pending':
      return now + REPUBLISH_MS
    case 'written':
      return now + KV_POLL_MS
    case 'visible':
      if (rollout.phase === 'idle') return nextIdleAlarmAt(rollout, now)
      return Math.min(now + PROBE_EVERY_MS, Math.max(rollout.bakeEndsAt, now + KV_POLL_MS))
  }
}

/** Returns the time of the next alarm while a verification runs. */
export function alarmWhileVerifying(nextAlarm: number | undefined, now: number): number {
  return Math.min(nextAlarm ?? Infinity, now + VERIFICATION_LOOK_MS)
}

/** The previous release is probed, and a shadow ends at its time. */
function nextIdleAlarmAt(rollout: Idle, now: number): number | undefined {
  const times = [nextKeepWarmAt(rollout, now), rollout.shadow?.until]
  const next = Math.min(...times.filter((time) => time !== undefined))
  return next === Infinity ? undefined : Math.max(now, next)
}

/** Returns the time of the next probe of the previous release; undefined without a way back. */
function nextKeepWarmAt(rollout: Rollout, now: number): number | undefined {
  return openWayBack(rollout, now) === undefined ? undefined : now + KEEP_WARM_EVERY_MS
}
