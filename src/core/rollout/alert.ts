import type { AlertCode } from './alert-codes.ts'
import type { Action, Rollout } from './state.ts'

/** A condition that an operator must resolve. It changes no traffic and makes no revision. */
export interface Alert {
  readonly code: Extract<AlertCode, 'live_faulty'>
  readonly message: string
  /** Time at which it was raised, in milliseconds since 1970. */
  readonly since: number
}

/** Returns the alert for a faulty live color; `alert` itself if there is one. */
export function raiseAlert(alert: Alert | undefined, rollout: Rollout, now: number): Alert {
  if (alert !== undefined) return alert
  return { code: 'live_faulty', message: messageOf(rollout), since: now }
}

/** Whether a revision ends an alert: every action does, except a deploy that changes the slots. */
export function endsAlert(action: Action): boolean {
  return action !== 'configure'
}

function messageOf(rollout: Rollout): string {
  const { stable } = rollout
  if (rollout.phase === 'idle') {
    return `${stable} is faulty; no candidate is on trial, so there is nothing to roll back`
  }
  const { candidate } = rollout
  return `${candidate} is faulty, but ${stable} is no better, so traffic stays on ${candidate}`
}
