import type { AlertCode } from './alert-codes.ts'
import type { Alert } from './alerts.ts'
import { KEEP_WARM_EVERY_MS, PROBE_EVERY_MS } from './stable-probe.ts'
import type { Baking, Idle, Rollout, Shifting } from './state.ts'
import { stepEndsAt } from './step.ts'
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

/** Milliseconds between two looks at alerts that end with time. */
const ALERT_LOOK_MS = 60_000

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
      return Math.min(now + PROBE_EVERY_MS, Math.max(endOf(rollout), now + KV_POLL_MS))
  }
}

/** Returns the end of the present step, or of the bake. */
function endOf(rollout: Shifting | Baking): number {
  return rollout.phase === 'baking' ? rollout.bakeEndsAt : (stepEndsAt(rollout) ?? Infinity)
}

/** The previous release is probed, and a shadow ends at its time. */
function nextIdleAlarmAt(rollout: Idle, now: number): number | undefined {
  const times = [nextKeepWarmAt(rollout, now), rollout.shadow?.until]
  const next = Math.min(...times.filter((time) => time !== undefined))
  return next === Infinity ? undefined : Math.max(now, next)
}

/** Work besides the rollout that needs an alarm. */
export interface OtherWork {
  readonly isVerifying: boolean
  readonly alerts: readonly Alert[]
  /** Time of the next attempt to deliver a notification; undefined when none is pending. */
  readonly deliveryAt?: number | undefined
}

/** Returns the time at which other work needs an alarm; undefined when none does. */
export function otherAlarmAt(
  { isVerifying, alerts, deliveryAt = Infinity }: OtherWork,
  now: number
): number | undefined {
  const times = [
    deliveryAt,
    ...(isVerifying ? [now + VERIFICATION_LOOK_MS] : []),
    ...(alerts.some(({ code }) => endsWithTime.has(code)) ? [now + ALERT_LOOK_MS] : []),
  ]
  const earliest = Math.min(...times)
  return earliest === Infinity ? undefined : earliest
}

/** The alerts that end by themselves, without any event. */
const endsWithTime: ReadonlySet<AlertCode> = new Set([
  'internal_errors',
  'reports_lost',
  'notification_failed',
])

/** Returns the time of the next probe of the previous release; undefined without a way back. */
function nextKeepWarmAt(rollout: Rollout, now: number): number | undefined {
  return openWayBack(rollout, now) === undefined ? undefined : now + KEEP_WARM_EVERY_MS
}
