import { DurableObject, env } from 'cloudflare:workers'
import { tagKeyOf } from '../../core/outcomes/call-tag.ts'
import type { Report, ReportReply } from '../../core/reporting/report.ts'
import { INTERVAL_MS } from '../../core/reporting/schedule.ts'
import type { Event } from '../../core/rollout/events.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import { other } from '../../core/routing/color.ts'
import { secretProblemOf } from '../../core/routing/secret-headers.ts'
import { configuredEnvironments } from '../../core/rollout/policy.ts'
import { liveOf, type Pointer } from '../../core/routing/pointer.ts'
import type { KvRead } from '../../platform/kv-pointer.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import type { HistoryEntry, Status } from '../admin/answers.ts'
import { configuredModels } from '../config/configured-models.ts'
import { modelNamed } from '../config/parse-models.ts'
import { readReport } from '../read-report.ts'
import { VerdictActions } from './act-on-verdict.ts'
import {
  isSetting,
  madeBy,
  type Command,
  type CommandRefusal,
  type CommandResult,
  type OperatorCommand,
} from './command.ts'
import { countReport } from './count-report.ts'
import { currentStatus, type CoordinatorParts } from './current-status.ts'
import { EvidenceStore } from './evidence-store.ts'
import { Feedback, type Grade, type GradeResult } from './feedback.ts'
import { Probes } from './probes.ts'
import { Publisher } from './publisher.ts'
import { Reconciler } from './reconciler.ts'
import { RepeatsOnStable } from './repeats-on-stable.ts'
import { RolloutState } from './rollout-state.ts'
import { historyEntryOf } from './status.ts'
import { Store } from './store.ts'
import { storedReporters, storeReporters } from './stored-reporters.ts'
import { Throttle } from './throttle.ts'

/**
 * Longest wait for KV before an answer, in ms. The decision is stored, and the alarm republishes.
 */
const PUBLISH_WAIT_MS = 3_000

/** Milliseconds between two writes of the evidence: an eviction loses at most this much. */
const SAVE_MS = 1_000

/** The key of the tags in call ids. */
const tagKey = tagKeyOf(env.ADMIN_TOKEN)

/** Control plane of one model. The core decides; this object reads, stores and then publishes. */
export class Coordinator extends DurableObject<Env> {
  readonly #store = new Store(this.ctx.storage.sql)
  readonly #model = modelNamed(configuredModels, this.ctx.id.name)
  readonly #publisher = new Publisher(this.env.POINTERS, this.#model, this.#store)
  readonly #probes = new Probes(this.#store, this.env, this.#model)
  readonly #reporters = storedReporters(this.#store)
  readonly #feedback = new Feedback(this.ctx.storage.sql, this.#model.name, tagKey)
  readonly #saving = new Throttle(SAVE_MS, this.ctx, () => this.#save())
  readonly #state: RolloutState
  readonly #evidence: EvidenceStore
  readonly #parts: CoordinatorParts
  readonly #actions: VerdictActions
  readonly #kv: Reconciler
  readonly #status = (now: number) => currentStatus(this.#parts, now)
  /** Ends with the probe that the last decision started. */
  #probing = Promise.resolve()

  constructor(ctx: DurableObjectState, bindings: Env) {
    super(ctx, bindings)
    const now = Date.now()
    this.#state = new RolloutState(this.#store, this.#model, now)
    const stored = this.#store.readState('evidence')
    this.#evidence = new EvidenceStore(stored, this.#state.rollout, this.#model.limits, now)
    this.#kv = new Reconciler(ctx, this.#publisher, this.#state, (read, at) =>
      this.#adopt(read, at)
    )
    this.#parts = {
      model: this.#model,
      state: this.#state,
      evidence: this.#evidence,
      probes: this.#probes,
      repeats: new RepeatsOnStable(),
      publisher: this.#publisher,
      reporters: this.#reporters,
    }
    this.#actions = new VerdictActions(this.#parts, (event, at) => this.#apply(event, at), now)
    if (stored === undefined) this.#saving.runNow(now)
    const changed = this.#store.configure(configuredEnvironments(this.#model))
    this.#apply({ type: 'configure', changed }, now)
    void ctx.blockConcurrencyWhile(() => this.#kv.sync(now))
  }

  /** Counts a report, but not a resend. Replies with the newest pointer and the next interval. */
  async report(sent: Report): Promise<ReportReply> {
    const now = Date.now()
    const report = readReport(this.#model, sent, this.pointer(), now)
    if (report === undefined) return { pointer: this.pointer(), nextReportMs: INTERVAL_MS.idle }
    countReport(this.#parts, report, now)
    const { pointer } = report
    if (pointer !== undefined) this.#apply({ type: 'adopt', pointer, source: 'isolate' }, now)
    await this.#actions.act(now)
    this.#saving.run(now)
    this.#kv.syncIfDue(now)
    const { phase } = this.#state.rollout
    const nextReportMs = this.#reporters.schedule(report.isolate, phase, now)
    const objectivesMs = this.#evidence.objectivesMs(this.#state.rollout)
    return { pointer: this.pointer(), nextReportMs, objectivesMs }
  }

  /** Counts a grade for a call, once for each call. */
  async grade(sent: Grade): Promise<GradeResult> {
    const now = Date.now()
    const result = this.#feedback.take(sent, (call, grade) =>
      this.#evidence.grade(this.#state.rollout, call, grade, now)
    )
    if (result !== 'counted') return result
    await this.#actions.act(now)
    this.#saving.run(now)
    return result
  }

  /** Returns the newest pointer. */
  pointer(): Pointer {
    return this.#state.pointer
  }

  /** Carries out an operator's command, or returns the refusal. */
  async command({ event, ifRevision }: Command): Promise<CommandResult> {
    await this.#kv.sync(Date.now())
    await this.#probes.probeBefore(event, this.#state.rollout)
    const now = Date.now()
    const isStale = ifRevision !== undefined && ifRevision !== this.#state.rollout.revision
    const refusal = isStale ? 'revision_mismatch' : this.#carryOut(event, now)
    if (refusal !== undefined) return { ok: false, refusal, status: this.#status(now) }
    const made = madeBy(event, this.pointer())
    await withTimeout(PUBLISH_WAIT_MS, Promise.all([this.#kv.published, this.#probing]))
    return { ok: true, made, value: this.#status(Date.now()), pointer: this.pointer() }
  }

  /** Returns the status, after a read of KV and a retry of a pending publish. */
  async status(): Promise<Status> {
    await this.#kv.sync(Date.now())
    await withTimeout(PUBLISH_WAIT_MS, this.#kv.publish())
    return this.#status(Date.now())
  }

  /** Returns the newest lines of the history, newest first. */
  history(limit: number): readonly HistoryEntry[] {
    return this.#store.entries(limit).map(historyEntryOf)
  }

  /**
   * Idempotent, because an alarm may run more than once: it compares stored with published state.
   */
  override async alarm(): Promise<void> {
    const now = Date.now()
    await this.#kv.sync(now)
    await this.#probes.probeIfDue(this.#state.rollout, now)
    await this.#actions.act(now)
    this.#saving.runNow(now)
    await this.#kv.publish()
    await this.#kv.setAlarm()
  }

  #carryOut(event: OperatorCommand, now: number): CommandRefusal | undefined {
    if (isSetting(event)) {
      const decided = this.#state.set(event, now)
      if (decided.ok) this.#kv.publishSoon()
      return decided.ok ? undefined : decided.refusal
    }
    if (event.type === 'switch') {
      const { rollout, unusable } = this.#state
      const to = event.to ?? other(liveOf(pointerOf(rollout)))
      return to in unusable
        ? 'color_unusable'
        : this.#apply(this.#probes.probed(event, rollout), now)
    }
    if (event.type !== 'stage') return this.#apply(event, now)
    const problem = secretProblemOf(event.environment.headers ?? {}, this.env)
    return problem === undefined ? this.#apply(event, now) : 'secret_missing'
  }

  /** Decides and stores, with no `await` between. Publishing follows and may be retried. */
  #apply(event: Event, now: number) {
    const before = this.#state.rollout
    const applied = this.#state.apply(event, now)
    if (!applied.ok) return applied.refusal
    if (!applied.value) return undefined
    this.#evidence.follow(before, this.#state.rollout, now)
    this.#saving.runNow(now)
    this.#kv.publishSoon()
    this.#probing = this.#probes.probeIfDue(this.#state.rollout, now)
    this.ctx.waitUntil(this.#probing)
    return undefined
  }

  #adopt({ pointer, note, refusal }: KvRead, now: number): void {
    this.#state.notePointer(refusal, now)
    if (pointer !== undefined) this.#apply({ type: 'adopt', pointer, note, source: 'kv' }, now)
  }

  #save(): void {
    this.#store.writeState('evidence', this.#evidence.evidence)
    storeReporters(this.#store, this.#reporters)
  }
}
