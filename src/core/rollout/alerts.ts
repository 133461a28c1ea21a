import { alertCodes, type AlertCode } from './alert-codes.ts'
import type { VerdictEvidence } from './evidence-numbers.ts'

/** A condition that an operator must resolve. It changes no traffic and makes no revision. */
export interface Alert {
  readonly code: AlertCode
  readonly message: string
  /** Time at which it was raised, in milliseconds since 1970. */
  readonly since: number
}

/** What is known of a condition now: that it holds, with a message for people, or that it does not. */
export type Condition =
  | {
      readonly code: AlertCode
      readonly holds: true
      readonly message: string
      readonly evidence?: VerdictEvidence
    }
  | {
      readonly code: AlertCode
      readonly holds: false
      /** Why it is over and who found that, when more is known than the catalog says. */
      readonly reason?: string
      readonly source?: string
      readonly evidence?: VerdictEvidence
    }

/** The alerts after a look, and what has changed. */
export interface AlertChanges {
  /** Worst first. The same list as before when nothing has changed. */
  readonly alerts: readonly Alert[]
  readonly raised: readonly Alert[]
  readonly cleared: readonly Alert[]
}

/**
 * Returns the alerts after a look at some conditions. An alert is raised once and keeps its time, and
 * its message follows the condition. An alert whose condition was not looked at stays as it is.
 */
export function afterLook(
  alerts: readonly Alert[],
  conditions: readonly Condition[],
  now: number
): AlertChanges {
  const known = new Map(alerts.map((alert) => [alert.code, alert]))
  const raised: Alert[] = []
  const cleared: Alert[] = []
  let hasChanged = false
  for (const condition of conditions) {
    const { code } = condition
    const alert = known.get(code)
    if (!condition.holds) {
      if (alert === undefined) continue
      known.delete(code)
      cleared.push(alert)
    } else if (alert === undefined) {
      const fresh = { code, message: condition.message, since: now }
      known.set(code, fresh)
      raised.push(fresh)
    } else if (alert.message === condition.message) continue
    else known.set(code, { ...alert, message: condition.message })
    hasChanged = true
  }
  return { alerts: hasChanged ? worstFirst([...known.values()]) : alerts, raised, cleared }
}

const order = Object.keys(alertCodes)

function worstFirst(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => order.indexOf(a.code) - order.indexOf(b.code))
}
