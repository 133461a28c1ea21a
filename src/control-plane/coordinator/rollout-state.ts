import { env } from 'cloudflare:workers'
import { ok, type Result } from '../../core/result.ts'
import {
  collectorsOf,
  withCollectors,
  type ReportingSettings,
} from '../../core/reporting/reporting-settings.ts'
import type { Event, Refusal } from '../../core/rollout/events.ts'
import type { ChainHead } from '../../core/rollout/history-chain.ts'
import {
  entryWithoutRevision,
  entryOfRevision,
  type HistoryEntry,
  type Note,
} from '../../core/rollout/history-entry.ts'
import { endsLiveFaulty } from '../../core/rollout/live-faulty.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import type { Cause, Rollout, RolloutPolicy } from '../../core/rollout/state.ts'
import { frozenUntil } from '../../core/rollout/freeze.ts'
import { configuredEnvironments, policyOf } from '../../core/rollout/policy.ts'
import { endsPause, pause, resume, type Pause } from '../../core/rollout/pause.ts'
import { seed, transition } from '../../core/rollout/transition.ts'
import { unusableColorsOf, type UnusableColors } from '../../core/routing/usable-pointer.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import { AlertsRaised } from './alerts-raised.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { SettingCommand } from './command.ts'
import { Decisions } from './decisions.ts'
import type { Store } from './store.ts'

type SettingRefusal = 'already_set' | 'already_paused' | 'not_paused'

/**
 * The state that the coordinator owns: rollout, alerts and reporting settings. Each change is
 * decided and stored together with its history entry, without an `await` between.
 */
export class RolloutState {
  readonly #store: Store
  readonly #model: Model
  readonly #decisions: Decisions
  readonly alerts: AlertsRaised
  #rollout: Rollout
  #reporting: ReportingSettings | undefined
  #paused: Pause | undefined

  constructor(store: Store, model: Model, notifier: Notifier, now: number) {
    this.#store = store
    this.#model = model
    this.#decisions = new Decisions(store.history, notifier, model.name)
    this.alerts = new AlertsRaised(store, this.#decisions, model.name)
    this.#rollout =
      store.rollout() ?? this.#append(seed(configuredEnvironments(model), now), undefined)
    this.#reporting = store.readState('reporting')
    this.#paused = store.readState('pause') ?? undefined
  }

  get rollout(): Rollout {
    return this.#rollout
  }

  get unusable(): UnusableColors {
    return unusableColorsOf(this.#model, this.#rollout.slots, env)
  }

  get paused(): Pause | undefined {
    return this.#paused
  }

  /** Returns number and hash of the newest entry of the history. */
  get historyHead(): ChainHead | null {
    return this.#store.history.head
  }

  /** Returns what a decision depends on at a time. */
  policyAt(now: number): RolloutPolicy {
    const isFrozen = this.frozenUntil(now) !== undefined
    return policyOf(this.#model, { isFrozen, isPaused: this.#paused !== undefined })
  }

  /** Returns the end of the freeze; undefined when nothing is frozen. */
  frozenUntil(now: number): number | undefined {
    return frozenUntil(this.#model.freeze, now)
  }

  /** Returns the number of collectors per region in force. */
  get collectors(): number {
    return collectorsOf(this.#reporting, this.#model)
  }

  /** Returns the pointer that isolates must follow. */
  get pointer(): Pointer {
    return pointerOf(this.#rollout, this.#reporting)
  }

  /** Applies an event. The value is true when a revision was made. */
  apply(event: Event, now: number): Result<boolean, Refusal> {
    const before = this.#rollout
    const decided = transition(before, event, now, this.policyAt(now))
    if (!decided.ok) return decided
    const next = decided.value
    if (next === before) return ok(false)
    this.#append(next, before)
    this.#rollout = next
    if (endsPause(next.action)) this.#storePause(undefined)
    if (endsLiveFaulty(next)) {
      const reason = `ended by the action ${next.action}, revision ${next.revision}`
      const end = { code: 'live_faulty', holds: false, source: 'rollout', reason } as const
      this.alerts.look([end], next, now)
    }
    return ok(true)
  }

  /** Adds an action that changes no traffic to the history. */
  note(note: Note, now: number): void {
    this.#record(entryWithoutRevision(this.#rollout, note, now))
  }

  /** Carries out a command that makes no revision, because no traffic changes. */
  set(command: SettingCommand, now: number): Result<true, SettingRefusal> {
    const { type, cause } = command
    if (type === 'set_collectors') return this.#setCollectors(command.perRegion, cause, now)
    const decided = type === 'pause' ? pause(this.#paused, cause, now) : resume(this.#paused)
    if (!decided.ok) return decided
    this.note({ action: type, cause }, now)
    this.#storePause(decided.value)
    return ok(true)
  }

  #setCollectors(perRegion: number, cause: Cause, now: number): Result<true, 'already_set'> {
    const decided = withCollectors(this.#reporting, perRegion, this.#model)
    if (!decided.ok) return decided
    this.note({ action: 'set_collectors', cause, collectors: perRegion }, now)
    this.#store.writeState('reporting', decided.value)
    this.#reporting = decided.value
    return ok(true)
  }

  #append(rollout: Rollout, before: Rollout | undefined): Rollout {
    this.#store.append(rollout)
    this.#decisions.record(entryOfRevision(rollout, before), rollout.phase !== 'idle')
    return rollout
  }

  #record(entry: HistoryEntry): void {
    this.#decisions.record(entry, this.#rollout.phase !== 'idle')
  }

  #storePause(paused: Pause | undefined): void {
    if (paused === this.#paused) return
    this.#store.writeState('pause', paused ?? null)
    this.#paused = paused
  }
}
