import { env } from 'cloudflare:workers'
import { ok, type Result } from '../../core/result.ts'
import {
  collectorsOf,
  withCollectors,
  type ReportingSettings,
} from '../../core/reporting/reporting-settings.ts'
import { endsAlert, raiseAlert, type Alert } from '../../core/rollout/alert.ts'
import type { Event, Refusal } from '../../core/rollout/events.ts'
import { causeFields, type VerdictEvidence } from '../../core/rollout/evidence-numbers.ts'
import type { ChainHead } from '../../core/rollout/history-chain.ts'
import {
  entryWithoutRevision,
  entryOfRevision,
  type Note,
} from '../../core/rollout/history-entry.ts'
import { pointerNote } from '../../core/rollout/pointer-note.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import type { Cause, Rollout, RolloutPolicy } from '../../core/rollout/state.ts'
import { frozenUntil } from '../../core/rollout/freeze.ts'
import { configuredEnvironments, policyOf } from '../../core/rollout/policy.ts'
import { endsPause, pause, resume, type Pause } from '../../core/rollout/pause.ts'
import { seed, transition } from '../../core/rollout/transition.ts'
import { unusableColorsOf, type UnusableColors } from '../../core/routing/usable-pointer.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import type { PointerRefusal } from '../../core/routing/pointer-refusal.ts'
import { log } from '../../platform/log.ts'
import type { SettingCommand } from './command.ts'
import { logRollback } from './log-rollback.ts'
import type { RefusedPointer, Store } from './store.ts'

type SettingRefusal = 'already_set' | 'already_paused' | 'not_paused'

/**
 * The state that the coordinator owns: rollout, alert and reporting settings. Each change is
 * decided and stored together with its history entry, without an `await` between.
 */
export class RolloutState {
  readonly #store: Store
  readonly #model: Model
  /** Time at which the configuration was read. */
  readonly startedAt: number
  #rollout: Rollout
  #alert: Alert | undefined
  #reporting: ReportingSettings | undefined
  #refusedPointer: RefusedPointer | undefined
  #paused: Pause | undefined

  constructor(store: Store, model: Model, now: number) {
    this.#store = store
    this.#model = model
    this.startedAt = now
    this.#rollout =
      store.rollout() ?? this.#append(seed(configuredEnvironments(model), now), undefined)
    this.#alert = store.readState('alert') ?? undefined
    this.#reporting = store.readState('reporting')
    this.#refusedPointer = store.readState('refused_pointer') ?? undefined
    this.#paused = store.readState('pause') ?? undefined
  }

  get rollout(): Rollout {
    return this.#rollout
  }

  get alert(): Alert | undefined {
    return this.#alert
  }

  get unusable(): UnusableColors {
    return unusableColorsOf(this.#model, this.#rollout.slots, env)
  }

  /** Returns the pointer in KV that must not be followed, if there is one. */
  get refusedPointer(): RefusedPointer | undefined {
    return this.#refusedPointer
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
    if (this.#alert !== undefined && endsAlert(next.action)) {
      const reason = `ended by the action ${next.action}, revision ${next.revision}`
      this.clearAlert({ by: 'router', source: 'rollout', reason }, now)
    }
    if (event.type === 'faulty') logRollback(this.#model.name, next)
    return ok(true)
  }

  /** Adds an action that changes no traffic to the history. */
  note(note: Note, now: number): void {
    this.#store.history.add(entryWithoutRevision(this.#rollout, note, now))
  }

  /** Raises the alert that the live color is faulty, unless it is raised already. */
  raiseAlert(evidence: VerdictEvidence, now: number): void {
    const alert = raiseAlert(this.#alert, this.#rollout, now, this.policyAt(now))
    if (alert === this.#alert) return
    const { code, message } = alert
    const cause = { by: 'router', source: 'detector', reason: message, ...causeFields(evidence) }
    this.note({ action: 'alert', cause }, now)
    this.#storeAlert(alert)
    log('alert', { model: this.#model.name, code, message, evidence: evidence.summary })
  }

  /** Clears the alert, if there is one. */
  clearAlert(cause: Cause, now: number): void {
    if (this.#alert === undefined) return
    this.note({ action: 'alert_cleared', cause }, now)
    log('alert_cleared', { model: this.#model.name, code: this.#alert.code, reason: cause.reason })
    this.#storeAlert(undefined)
  }

  /** Notes in the history when KV begins or ends to hold a pointer that must not be followed. */
  notePointer(refusal: PointerRefusal | undefined, now: number): void {
    const reason = refusal === 'malformed' ? undefined : refusal
    if ((reason === undefined) === (this.#refusedPointer === undefined)) return
    const refused = reason === undefined ? undefined : { reason, since: now }
    this.note(pointerNote(reason), now)
    this.#store.writeState('refused_pointer', refused ?? null)
    this.#refusedPointer = refused
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
    this.#store.history.add(entryOfRevision(rollout, before))
    return rollout
  }

  #storePause(paused: Pause | undefined): void {
    if (paused === this.#paused) return
    this.#store.writeState('pause', paused ?? null)
    this.#paused = paused
  }

  #storeAlert(alert: Alert | undefined): void {
    this.#store.writeState('alert', alert ?? null)
    this.#alert = alert
  }
}
