import { DurableObject, env } from 'cloudflare:workers'
import type { Pointer } from '../../core/routing/pointer.ts'
import { parseReport } from '../../core/reporting/parse-report.ts'
import { collectorsOf } from '../../core/reporting/collector-shard.ts'
import type { Report, ReportReply } from '../../core/reporting/report.ts'
import {
  pointerOf,
  seed,
  transition,
  type Event,
  type Rollout,
} from '../../core/rollout/transition.ts'
import { INTERVAL_MS } from '../../core/reporting/schedule.ts'
import { KV_POLL_MS, nextAlarmAt } from '../../core/rollout/next-alarm.ts'
import { Throttle } from './throttle.ts'
import type { Command, CommandResult } from './command.ts'
import { modelNamed, parseModels } from '../config/parse-models.ts'
import { EvidenceStore, type Grade } from './evidence-store.ts'
import { answersProbe } from './probe.ts'
import { Publisher } from './publisher.ts'
import { Reporters } from '../reporters.ts'
import { entryOf, statusOf, type Entry, type Status } from './status.ts'
import { Store } from './store.ts'
import { withTimeout } from '../../platform/with-timeout.ts'

/** The longest that an answer to an operator waits for KV: the decision stands, and the alarm goes on publishing it. */
const PUBLISH_WAIT_MS = 3_000

/** Evidence is written this often while reports come in: an eviction loses no more than that. */
const SAVE_MS = 1_000

const models = parseModels(env.MODELS, env)

/** One model's control plane. It decides nothing itself: it reads, asks the core, saves, then tells. */
export class Coordinator extends DurableObject<Env> {
  readonly #store = new Store(this.ctx.storage.sql)
  readonly #model = modelNamed(models, this.ctx.id.name)
  readonly #publisher = new Publisher(this.env.POINTERS, this.#model.name, this.#store)
  readonly #reporters = new Reporters(this.#store.readState('reporters') ?? [], 'coordinator')
  readonly #saving = new Throttle(SAVE_MS, this.ctx, () => this.#save())
  readonly #evidence: EvidenceStore
  #rollout: Rollout
  #lookedAt = 0
  #isGoingBack = false

  constructor(ctx: DurableObjectState, bindings: Env) {
    super(ctx, bindings)
    const now = Date.now()
    this.#rollout = this.#store.rollout() ?? this.#store.append(seed(this.#model.slots, now))
    const stored = this.#store.readState('evidence')
    this.#evidence = new EvidenceStore(stored, this.#rollout, this.#model.limits, now)
    if (stored === undefined) this.#saving.runNow(now)
    this.#followDeploy(now)
    void ctx.blockConcurrencyWhile(() => this.#look(now))
  }

  /** Takes an isolate's outcomes. Its resends are harmless. The reply tells it the newest pointer and when to report next. */
  async report(sent: Report): Promise<ReportReply> {
    const now = Date.now()
    const report = parseReport(sent)
    if (report === undefined) return { pointer: this.pointer(), nextReportMs: INTERVAL_MS.idle }
    if (this.#reporters.record(report, now))
      this.#evidence.addTallies(this.#rollout, report.tallies, now)
    const { pointer } = report
    if (pointer !== undefined) this.#apply({ type: 'adopt', pointer, source: 'isolate' }, now)
    await this.#act(now)
    this.#saving.run(now)
    if (now - this.#lookedAt >= KV_POLL_MS) this.ctx.waitUntil(this.#look(now))
    const nextReportMs = this.#reporters.schedule(report.isolate, this.#rollout.phase, now)
    return { pointer: this.pointer(), nextReportMs }
  }

  /** Takes a grade for a call; false when the call's release is no longer the one that is judged. */
  async grade(grade: Grade): Promise<boolean> {
    const now = Date.now()
    const isCounted = this.#evidence.grade(this.#rollout, grade, now)
    await this.#act(now)
    this.#saving.run(now)
    return isCounted
  }

  /** The newest pointer. */
  pointer(): Pointer {
    return pointerOf(this.#rollout)
  }

  /** Carries out an operator's command, or says why not. */
  async command({ event, ifRevision }: Command): Promise<CommandResult> {
    await this.#look(Date.now())
    const now = Date.now()
    const isStale = ifRevision !== undefined && ifRevision !== this.#rollout.revision
    const refusal = isStale ? 'revision_mismatch' : this.#apply(event, now)
    if (refusal !== undefined) return { ok: false, refusal, status: this.#status(now) }
    await withTimeout(PUBLISH_WAIT_MS, this.#publish())
    return { ok: true, value: this.#status(Date.now()), pointer: this.pointer() }
  }

  /** All that an operator asks at three in the morning. */
  async status(): Promise<Status> {
    await this.#look(Date.now())
    await withTimeout(PUBLISH_WAIT_MS, this.#publish())
    return this.#status(Date.now())
  }

  /** The newest revisions, newest first. */
  history(limit: number): readonly Entry[] {
    const rollouts = this.#store.rollouts(limit + 1)
    return rollouts.slice(0, limit).map((rollout, index) => entryOf(rollout, rollouts[index + 1]))
  }

  /** Runs at least once, perhaps twice: it only compares what is with what should be. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    await this.#look(now)
    await this.#act(now)
    this.#saving.runNow(now)
    await this.#publish()
    await this.#setAlarm()
  }

  /** What a deploy says of the slots counts once, when it is new: what was staged since stays. */
  #followDeploy(now: number): void {
    const { slots } = this.#model
    if (this.#store.configure(slots)) this.#apply({ type: 'configure', slots }, now)
  }

  /** Does what the evidence asks for. */
  async #act(now: number): Promise<void> {
    const verdict = this.#evidence.verdict(this.#rollout, now)
    switch (verdict.kind) {
      case 'healthy':
        this.#apply({ type: 'healthy', summary: verdict.summary }, now)
        return
      case 'faulty':
        return this.#onFaulty(verdict.summary, now)
      case 'undecided':
        if (verdict.hold) this.#hold(verdict.summary, now)
    }
  }

  /** Stable is asked before traffic goes back to it; what happened meanwhile counts. */
  async #onFaulty(summary: string, now: number): Promise<void> {
    if (this.#rollout.phase === 'idle') return this.#hold(summary, now)
    if (this.#isGoingBack) return
    this.#isGoingBack = true
    const { revision, stable, slots } = this.#rollout
    const answers = await answersProbe(slots[stable])
    this.#isGoingBack = false
    if (this.#rollout.revision !== revision) return
    this.#apply({ type: 'faulty', stable: answers ? 'sound' : 'unsound', summary }, Date.now())
  }

  #hold(summary: string, now: number): void {
    this.#apply({ type: 'faulty', stable: 'unsound', summary }, now)
  }

  /** Decides and saves, with no `await` between; telling comes later and may be retried. */
  #apply(event: Event, now: number) {
    const decided = transition(this.#rollout, event, now, this.#model)
    if (!decided.ok) return decided.refusal
    if (decided.value === this.#rollout) return undefined
    this.#store.append(decided.value)
    this.#evidence.follow(this.#rollout, decided.value, now)
    this.#rollout = decided.value
    this.#saving.runNow(now)
    this.ctx.waitUntil(this.#setAlarm().then(() => this.#publish()))
    return undefined
  }

  #save(): void {
    this.#store.writeState('evidence', this.#evidence.evidence)
    this.#store.writeState('reporters', this.#reporters.entries())
  }

  /** Looks for a pointer in KV that is not ours: somebody broke the glass. */
  async #look(now: number): Promise<void> {
    this.#lookedAt = now
    const found = await this.#publisher.syncFromKv(now)
    if (found !== undefined) this.#apply({ type: 'adopt', ...found, source: 'kv' }, now)
    if (this.#publisher.kvState(this.pointer()) !== 'visible') await this.#setAlarm()
  }

  /** Puts the pointer into KV if it is not there yet: not over one that is newer, and looks what KV makes of it. */
  async #publish(): Promise<void> {
    if (this.#publisher.kvState(this.pointer()) !== 'pending') return
    await this.#look(Date.now())
    await this.#publisher.publish(() => this.pointer())
    await this.#look(Date.now())
  }

  async #setAlarm(): Promise<void> {
    const at = nextAlarmAt(this.#rollout, this.#publisher.kvState(this.pointer()), Date.now())
    if (at !== undefined) await this.ctx.storage.setAlarm(at)
  }

  #status(now: number): Status {
    return statusOf({
      model: this.#model.name,
      rollout: this.#rollout,
      health: this.#evidence.healthOfBoth(this.#rollout, now),
      kv: this.#publisher.seen,
      following: this.#reporters.following(this.#rollout, now),
      collectors: collectorsOf(this.#rollout, this.#model),
    })
  }
}
