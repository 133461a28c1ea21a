import { DurableObject, env } from 'cloudflare:workers'
import type { Pointer } from '../core/pointer.ts'
import { parseReport } from '../core/parse-report.ts'
import type { Report, ReportReply } from '../core/report.ts'
import { pointerOf, seed, transition, type Event, type Rollout } from '../core/rollout.ts'
import { INTERVAL_MS } from '../core/schedule.ts'
import { LOOK_MS, wakeAt } from '../core/wake.ts'
import type { Command, Commanded } from './command.ts'
import { parseModels } from './config.ts'
import { EvidenceBook, type Grade } from './evidence-book.ts'
import { answersProbe } from './probe.ts'
import { Publisher } from './publisher.ts'
import { Reporters } from './reporters.ts'
import { entryOf, statusOf, type Entry, type Status } from './status.ts'
import { Store } from './store.ts'
import { within } from './within.ts'

/** The longest that an answer to an operator waits for KV: the decision stands, and the alarm goes on publishing it. */
const PUBLISH_WAIT_MS = 3_000

/** Evidence is written this often while reports come in: an eviction loses no more than that. */
const SAVE_MS = 1_000

const models = parseModels(env.MODELS, env)

/** One model's control plane. It decides nothing itself: it reads, asks the core, saves, then tells. */
export class Coordinator extends DurableObject<Env> {
  readonly #store = new Store(this.ctx.storage.sql)
  readonly #model = modelNamed(this.ctx.id.name)
  readonly #publisher = new Publisher(this.env.POINTERS, this.#model.name, this.#store)
  readonly #reporters = new Reporters(this.#store.fact('reporters') ?? [], 'coordinator')
  readonly #evidence: EvidenceBook
  #rollout: Rollout
  #savedAt = 0
  #isSaving = false
  #lookedAt = 0
  #isGoingBack = false

  constructor(ctx: DurableObjectState, bindings: Env) {
    super(ctx, bindings)
    const now = Date.now()
    this.#rollout = this.#store.rollout() ?? this.#begin(now)
    const stored = this.#store.fact('evidence')
    this.#evidence = new EvidenceBook(stored, this.#rollout, this.#model.limits, now)
    this.#followDeploy(now)
    void ctx.blockConcurrencyWhile(() => this.#look(now))
  }

  /** Takes an isolate's outcomes. Its resends are harmless. The reply tells it the newest pointer and when to report next. */
  async report(sent: Report): Promise<ReportReply> {
    const now = Date.now()
    const report = parseReport(sent)
    if (report === undefined) return { pointer: this.pointer(), nextReportMs: INTERVAL_MS.idle }
    if (this.#reporters.note(report, now)) this.#evidence.book(this.#rollout, report.tallies, now)
    if (report.pointer !== undefined) this.#apply(adoption(report.pointer, 'isolate'), now)
    await this.#act(now)
    this.#saveSoon(now)
    if (now - this.#lookedAt >= LOOK_MS) this.ctx.waitUntil(this.#look(now))
    const nextReportMs = this.#reporters.schedule(report.isolate, this.#rollout.phase, now)
    return { pointer: this.pointer(), nextReportMs }
  }

  /** Takes a grade for a call; false when the call's release is no longer the one that is judged. */
  async grade(grade: Grade): Promise<boolean> {
    const now = Date.now()
    const isBooked = this.#evidence.grade(this.#rollout, grade, now)
    await this.#act(now)
    this.#saveSoon(now)
    return isBooked
  }

  /** The newest pointer. */
  pointer(): Pointer {
    return pointerOf(this.#rollout)
  }

  /** Carries out an operator's command, or says why not. */
  async command({ event, ifRevision }: Command): Promise<Commanded> {
    await this.#look(Date.now())
    const now = Date.now()
    const isStale = ifRevision !== undefined && ifRevision !== this.#rollout.revision
    const refusal = isStale ? 'revision_mismatch' : this.#apply(event, now)
    if (refusal !== undefined) return { ok: false, refusal, status: this.#status(now) }
    await within(PUBLISH_WAIT_MS, this.#publish())
    return { ok: true, value: this.#status(Date.now()) }
  }

  /** All that an operator asks at three in the morning. */
  async status(): Promise<Status> {
    await this.#look(Date.now())
    await within(PUBLISH_WAIT_MS, this.#publish())
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
    this.#save(now)
    await this.#publish()
    await this.#setAlarm()
  }

  #begin(now: number): Rollout {
    const rollout = seed(this.#model.slots, now)
    this.#store.append(rollout)
    this.#store.keep('configured', this.#model.slots)
    return rollout
  }

  /** What a deploy says of the slots counts once, when it is new: what was staged since stays. */
  #followDeploy(now: number): void {
    const { slots } = this.#model
    if (JSON.stringify(this.#store.fact('configured')) === JSON.stringify(slots)) return
    this.#store.keep('configured', slots)
    this.#apply({ type: 'configure', slots }, now)
  }

  /** Does what the evidence asks for. */
  async #act(now: number): Promise<void> {
    const verdict = this.#evidence.verdict(this.#rollout, now)
    switch (verdict.kind) {
      case 'healthy':
        this.#apply({ type: 'healthy', sentence: verdict.sentence }, now)
        return
      case 'faulty':
        return this.#onFaulty(verdict.sentence, now)
      case 'undecided':
        if (verdict.hold) this.#applyFaulty('unsound', verdict.sentence, now)
    }
  }

  /** Stable is asked before traffic goes back to it; what happened meanwhile counts. */
  async #onFaulty(sentence: string, now: number): Promise<void> {
    if (this.#rollout.phase === 'idle') return this.#applyFaulty('unsound', sentence, now)
    if (this.#isGoingBack) return
    this.#isGoingBack = true
    const { revision, stable, slots } = this.#rollout
    const answers = await answersProbe(slots[stable])
    this.#isGoingBack = false
    if (this.#rollout.revision !== revision) return
    this.#applyFaulty(answers ? 'sound' : 'unsound', sentence, Date.now())
  }

  #applyFaulty(stable: 'sound' | 'unsound', sentence: string, now: number): void {
    this.#apply({ type: 'faulty', stable, sentence }, now)
  }

  /** Decides and saves, with no `await` between; telling comes later and may be retried. */
  #apply(event: Event, now: number) {
    const decided = transition(this.#rollout, event, now, this.#model)
    if (!decided.ok) return decided.refusal
    if (decided.value === this.#rollout) return undefined
    this.#store.append(decided.value)
    this.#evidence.follow(this.#rollout, decided.value, now)
    this.#rollout = decided.value
    this.#save(now)
    this.ctx.waitUntil(this.#setAlarm().then(() => this.#publish()))
    return undefined
  }

  /** Writes at once, but not more than once an interval: then at its end, whether or not anything more comes in. */
  #saveSoon(now: number): void {
    const wait = this.#savedAt + SAVE_MS - now
    if (wait <= 0) return this.#save(now)
    if (this.#isSaving) return
    this.#isSaving = true
    this.ctx.waitUntil(scheduler.wait(wait).then(() => this.#save(Date.now())))
  }

  #save(now: number): void {
    this.#savedAt = now
    this.#isSaving = false
    this.#store.keep('evidence', this.#evidence.evidence)
    this.#store.keep('reporters', this.#reporters.entries())
  }

  /** Looks for a pointer in KV that is not ours: somebody broke the glass. */
  async #look(now: number): Promise<void> {
    this.#lookedAt = now
    const found = await this.#publisher.look(now)
    if (found !== undefined) this.#apply(adoption(found, 'kv'), now)
    if (this.#publisher.published(this.pointer()) !== 'shown') await this.#setAlarm()
  }

  /** Puts the pointer into KV if it is not there yet: not over one that is newer, and looks what KV makes of it. */
  async #publish(): Promise<void> {
    if (this.#publisher.published(this.pointer()) !== 'not_taken') return
    await this.#look(Date.now())
    await this.#publisher.publish(() => this.pointer())
    await this.#look(Date.now())
  }

  async #setAlarm(): Promise<void> {
    const at = wakeAt(this.#rollout, this.#publisher.published(this.pointer()), Date.now())
    if (at !== undefined) await this.ctx.storage.setAlarm(at)
  }

  #status(now: number): Status {
    const { seen } = this.#publisher
    const following = this.#reporters.following(this.#rollout, now)
    const health = {
      blue: this.#evidence.health(this.#rollout, 'blue', now),
      green: this.#evidence.health(this.#rollout, 'green', now),
    }
    return statusOf({
      model: this.#model.name,
      rollout: this.#rollout,
      health,
      kv: seen,
      following,
    })
  }
}

function adoption(pointer: Pointer, via: string): Event {
  return { type: 'adopt', pointer, via }
}

function modelNamed(name: string | undefined) {
  const model = models.find((known) => known.name === name)
  if (model === undefined) throw new Error(`no model is named ${name} in wrangler.toml`)
  return model
}
