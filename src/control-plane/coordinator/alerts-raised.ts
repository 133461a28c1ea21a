import { afterLook, type Alert, type Condition } from '../../core/rollout/alerts.ts'
import { alertCodes, type AlertCode } from '../../core/rollout/alert-codes.ts'
import { causeFields } from '../../core/rollout/evidence-numbers.ts'
import { entryWithoutRevision } from '../../core/rollout/history-entry.ts'
import type { Cause, Rollout } from '../../core/rollout/state.ts'
import { log } from '../../platform/log.ts'
import type { Decisions } from './decisions.ts'
import type { Store } from './store.ts'

/**
 * The alerts of a model. A change is stored together with its history entry, without an `await`
 * between.
 */
export class AlertsRaised {
  readonly #store: Store
  readonly #decisions: Decisions
  readonly #model: string
  #all: readonly Alert[]

  constructor(store: Store, decisions: Decisions, model: string) {
    this.#store = store
    this.#decisions = decisions
    this.#model = model
    this.#all = store.readState('alerts') ?? []
  }

  /** Returns the alerts, worst first. */
  get all(): readonly Alert[] {
    return this.#all
  }

  has(code: AlertCode): boolean {
    return this.#all.some((alert) => alert.code === code)
  }

  /** Raises and clears alerts by what is known of their conditions. */
  look(conditions: readonly Condition[], rollout: Rollout, now: number): void {
    const { alerts, raised, cleared } = afterLook(this.#all, conditions, now)
    if (alerts === this.#all) return
    for (const { code, message } of raised) {
      const { source } = alertCodes[code]
      const evidence = evidenceIn(conditions, code)
      const cause = { by: 'router', source, reason: message, ...evidence }
      this.#record('alert', code, cause, rollout, now)
      log('alert', { model: this.#model, code, message, ...summaryOf(evidence) })
    }
    for (const { code } of cleared) {
      const end = endOf(conditions, code)
      this.#record('alert_cleared', code, end, rollout, now)
      log('alert_cleared', { model: this.#model, code, reason: end.reason })
    }
    this.#store.writeState('alerts', alerts)
    this.#all = alerts
  }

  #record(
    action: 'alert' | 'alert_cleared',
    alert: AlertCode,
    cause: Cause,
    rollout: Rollout,
    now: number
  ): void {
    const entry = { ...entryWithoutRevision(rollout, { action, cause }, now), alert }
    this.#decisions.record(entry, rollout.phase !== 'idle')
  }
}

function conditionOf(conditions: readonly Condition[], code: AlertCode): Condition | undefined {
  return conditions.find((condition) => condition.code === code)
}

function evidenceIn(conditions: readonly Condition[], code: AlertCode) {
  const evidence = conditionOf(conditions, code)?.evidence
  return evidence === undefined ? {} : causeFields(evidence)
}

function summaryOf({ evidence }: { readonly evidence?: string }) {
  return evidence === undefined ? {} : { evidence }
}

function endOf(conditions: readonly Condition[], code: AlertCode): Cause {
  const { source, over } = alertCodes[code]
  const condition = conditionOf(conditions, code)
  const known = condition?.holds === false ? condition : undefined
  return {
    by: 'router',
    source: known?.source ?? source,
    reason: known?.reason ?? over,
    ...evidenceIn(conditions, code),
  }
}
