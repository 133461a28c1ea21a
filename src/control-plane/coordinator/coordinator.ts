import { DurableObject } from 'cloudflare:workers'
import type { EvidenceSample } from '../../core/detector/evidence-series.ts'
import type { Report, ReportReply } from '../../core/reporting/report.ts'
import type { ModelMetrics } from '../../core/metrics/model-metrics.ts'
import { INTERVAL_MS, SAVE_MS } from '../../core/reporting/schedule.ts'
import type { Event } from '../../core/rollout/events.ts'
import { configuredEnvironments } from '../../core/rollout/policy.ts'
import { previewNote, type Preview } from '../../core/rollout/preview-note.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import type { KvRead } from '../../platform/kv-pointer.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import { workerVersionOf } from '../../platform/worker-version.ts'
import type { Status } from '../admin/answers.ts'
import type { HistoryDocuments, HistoryEntry, RolloutShown } from '../admin/history-answers.ts'
import type { Verification } from '../admin/verification-answer.ts'
import { configuredModels } from '../config/configured-models.ts'
import { modelNamed } from '../config/parse-models.ts'
import { readReport } from '../read-report.ts'
import { verificationShown } from '../verification/verification-shown.ts'
import { VerdictActions } from './act-on-verdict.ts'
import { AlertWatch } from './alert-watch.ts'
import type { Command, CommandAnswer } from './command.ts'
import { Commands } from './commands.ts'
import { countReport } from './count-report.ts'
import { followDecision, otherWorkOf, startParts } from './coordinator-parts.ts'
import { currentStatus, type CoordinatorParts } from './current-status.ts'
import { Feedback, type Grade, type GradeResult } from './feedback.ts'
import { historyEntryOf, rolloutsShown } from './history-shown.ts'
import type { HistoryRange } from './history-store.ts'
import { metricsOf } from './metrics-of.ts'
import { PUBLISH_WAIT_MS, Reconciler } from './reconciler.ts'
import { Store } from './store.ts'
import { storeCounts } from './stored-counts.ts'
import { Throttle } from './throttle.ts'

/** Control plane of one model. The core decides; this object reads, stores and then publishes. */
export class Coordinator extends DurableObject<Env> {
  readonly #store = new Store(this.ctx.storage.sql, workerVersionOf(this.env))
  readonly #model = modelNamed(configuredModels, this.ctx.id.name)
  readonly #feedback = new Feedback(this.ctx.storage.sql, this.#model.name)
  readonly #saving = new Throttle(SAVE_MS, this.ctx, (now) => this.#save(now))
  readonly #parts: CoordinatorParts
  readonly #actions: VerdictActions
  readonly #alerts: AlertWatch
  readonly #commands: Commands
  readonly #kv: Reconciler
  readonly #status = (now: number) => currentStatus(this.#parts, now)

  constructor(ctx: DurableObjectState, bindings: Env) {
    super(ctx, bindings)
    const now = Date.now()
    const apply = (event: Event, at: number) => this.#apply(event, at)
    const onNotification = () => this.#kv.notifySoon(this.#parts.notifier)
    const [model, store] = [this.#model, this.#store]
    this.#parts = startParts({ ctx, env: bindings, model, store, apply, onNotification }, now)
    const { state, publisher, verifier } = this.#parts
    this.#kv = new Reconciler(ctx, publisher, state, {
      onRead: (read, at) => this.#adopt(read, at),
      otherWork: (at) => otherWorkOf(this.#parts, at),
    })
    this.#alerts = new AlertWatch(store, this.#parts, () => ctx.waitUntil(this.#kv.setAlarm()))
    this.#actions = new VerdictActions(this.#parts, apply, now)
    const { sql } = ctx.storage
    const [parts, kv, status] = [this.#parts, this.#kv, this.#status]
    this.#commands = new Commands({ parts, kv, sql, secrets: bindings, apply, status })
    if (store.readState('evidence') === undefined) this.#saving.runNow(now)
    const changed = store.configure(configuredEnvironments(model))
    apply({ type: 'configure', changed }, now)
    this.#alerts.look(now, changed)
    verifier.resume(now)
    void ctx.blockConcurrencyWhile(() => this.#kv.sync(now))
  }

  /** Counts a report, but not a resend. Replies with the newest pointer and the next interval. */
  async report(sent: Report): Promise<ReportReply> {
    const now = Date.now()
    const report = readReport(this.#model, sent, this.pointer(), now)
    if (report === undefined) return { pointer: this.pointer(), nextReportMs: INTERVAL_MS.idle }
    const { state, evidence, reporters } = this.#parts
    countReport(this.#parts, report, now)
    const { pointer } = report
    if (pointer !== undefined) this.#apply({ type: 'adopt', pointer, source: 'isolate' }, now)
    await this.#actions.act(now)
    this.#saving.run(now)
    this.#kv.syncIfDue(now)
    const nextReportMs = reporters.schedule(report.isolate, state.rollout.phase, now)
    const objectivesMs = evidence.objectivesMs(state.rollout)
    return { pointer: this.pointer(), nextReportMs, objectivesMs }
  }

  /** Counts a grade for a call, once for each call. */
  async grade(sent: Grade): Promise<GradeResult> {
    const now = Date.now()
    const { state, evidence } = this.#parts
    const result = this.#feedback.take(sent, (call, grade) =>
      evidence.grade(state.rollout, call, grade, now)
    )
    if (result !== 'counted') return result
    await this.#actions.act(now)
    this.#saving.run(now)
    return result
  }

  /** Returns the newest pointer. */
  pointer(): Pointer {
    return this.#parts.state.pointer
  }

  /** Adds a preview token to the history. Returns the newest pointer. */
  preview(preview: Preview): Pointer {
    this.#parts.state.note(previewNote(preview, this.pointer()), Date.now())
    return this.pointer()
  }

  /** Carries out an operator's command, or returns the refusal. */
  command(command: Command): Promise<CommandAnswer> {
    return this.#commands.answer(command)
  }

  /** Returns the status, after a read of KV and a retry of a pending publish. */
  async status(): Promise<Status> {
    await this.#kv.sync(Date.now())
    await withTimeout(PUBLISH_WAIT_MS, this.#kv.publish())
    const now = Date.now()
    this.#alerts.look(now)
    return this.#status(now)
  }

  /** Returns the metrics. Reads KV in the background only: a scrape comes every few seconds. */
  metrics(): ModelMetrics {
    const now = Date.now()
    this.#kv.syncIfDue(now)
    return metricsOf(this.#parts, now)
  }

  /** Returns the samples of the evidence after a time, oldest first. */
  evidenceAfter(at: number): readonly EvidenceSample[] {
    return this.#parts.sampler.after(at)
  }

  /** Returns a part of the history, newest first. */
  history(limit: number, range: Omit<HistoryRange, 'limit'> = {}): readonly HistoryEntry[] {
    return this.#store.history.entries({ ...range, limit }).map(historyEntryOf)
  }

  /** Returns the rollouts of a part of the history, newest first. */
  rollouts(range: HistoryRange): readonly RolloutShown[] {
    return rolloutsShown(this.#model.name, this.#store.history, range)
  }

  /** Returns a part of the history as it is stored, newest first, and its newest entry. */
  historyDocuments(range: HistoryRange): Pick<HistoryDocuments, 'documents' | 'head'> {
    const { head } = this.#store.history
    return { documents: [...this.#store.history.documents(range)], head }
  }

  /** Returns the stored suites and the latest verification. */
  verification(): Verification {
    return verificationShown(this.#model.name, this.#parts.verifier)
  }

  /** Idempotent, because an alarm may run twice: it compares stored with published state. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    await this.#kv.sync(now)
    const { state, probes, verifier, notifier } = this.#parts
    this.#apply({ type: 'shadow_over' }, now)
    await probes.probeIfDue(state.rollout, now)
    await this.#actions.act(now)
    verifier.resume(Date.now())
    this.#saving.runNow(now)
    await this.#kv.publish()
    await this.#kv.setAlarm()
    this.#kv.notifySoon(notifier)
  }

  /** Decides and stores, with no `await` between. Publishing follows and may be retried. */
  #apply(event: Event, now: number) {
    const { state, probes } = this.#parts
    const before = state.rollout
    const applied = state.apply(event, now)
    if (!applied.ok) return applied.refusal
    if (!applied.value) return undefined
    followDecision(this.#parts, before, now)
    this.#saving.runNow(now)
    this.#kv.publishSoon()
    this.ctx.waitUntil(probes.probeSoon(state.rollout, now))
    return undefined
  }

  #adopt({ pointer, note, refusal }: KvRead, now: number): void {
    this.#alerts.lookAtPointer(refusal, now)
    if (pointer !== undefined) this.#apply({ type: 'adopt', pointer, note, source: 'kv' }, now)
  }

  #save(now: number): void {
    this.#alerts.look(now)
    storeCounts(this.#store, this.#parts, now)
  }
}
