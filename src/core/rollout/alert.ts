import type { AlertCode } from './alert-codes.ts'
import type { Action, Rollout, RolloutPolicy } from './state.ts'
import { openWayBack } from './way-back.ts'

/** A condition that an operator must resolve. It changes no traffic and makes no revision. */
export interface Alert {
  readonly code: Extract<AlertCode, 'live_faulty'>
  readonly message: string
  /** Time at which it was raised, in milliseconds since 1970. */
  readonly since: number
}

/** Returns the alert for a faulty live color; `alert` itself if there is one. */
export function raiseAlert(
  alert: Alert | undefined,
  rollout: Rollout,
  now: number,
  policy: Pick<RolloutPolicy, 'autoRollback'>
): Alert {
  if (alert !== undefined) return alert
  return { code: 'live_faulty', message: messageOf(rollout, now, policy), since: now }
}

const endingAlerts = {
  seed: true,
  switch: true,
  promote: true,
  complete: true,
  rollback: true,
  undo: true,
  break_glass: true,
  stage: false,
  apply: false,
  configure: false,
  verify: false,
  shadow: false,
  shadow_off: false,
  verification_failed: false,
  forgive: false,
} as const satisfies Readonly<Record<Action, boolean>>

/** Whether a revision ends an alert: those do that change the live color or its role. */
export function endsAlert(action: Action): boolean {
  return endingAlerts[action]
}

function messageOf(
  rollout: Rollout,
  now: number,
  { autoRollback }: Pick<RolloutPolicy, 'autoRollback'>
): string {
  const { stable } = rollout
  if (rollout.phase === 'idle') {
    const previous = openWayBack(rollout, now)
    return previous === undefined
      ? `${stable} is faulty; no candidate is on trial, so there is nothing to roll back`
      : `${stable} is faulty; its rollout is over, so only an operator can roll back to ${previous.color}`
  }
  const { candidate } = rollout
  if (!autoRollback) {
    return `${candidate} is faulty, and the automatic rollback is off: only an operator can roll back to ${stable}`
  }
  return `${candidate} is faulty, but ${stable} is no better, so traffic stays on ${candidate}`
}
