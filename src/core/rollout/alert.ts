import type { Action, Rollout } from './state.ts'

/** A condition that people must resolve. It stands beside the rollout and changes no traffic. */
export interface Alert {
  /** The live color is faulty and there is nowhere better to go. */
  readonly code: 'live_faulty'
  readonly message: string
  /** When it was raised, in milliseconds since 1970. */
  readonly since: number
}

/** The alert for a live color that is faulty with nowhere to go back to. An alert that stands already stays as it is. */
export function raiseAlert(alert: Alert | undefined, rollout: Rollout, now: number): Alert {
  if (alert !== undefined) return alert
  return { code: 'live_faulty', message: messageOf(rollout), since: now }
}

/** Whether a revision ends an alert: every change of course does, a deploy that only describes the slots does not. */
export function endsAlert(action: Action): boolean {
  return action !== 'configure'
}

function messageOf(rollout: Rollout): string {
  return rollout.phase === 'idle'
    ? `${rollout.stable} is faulty and nothing is on trial to go back from`
    : `${rollout.candidate} is faulty, but ${rollout.stable} is no better: traffic stays`
}
