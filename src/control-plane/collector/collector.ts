import { DurableObject } from 'cloudflare:workers'
import { mergeTallies } from '../../core/reporting/merge-tallies.ts'
import { acknowledged, emptyOutbox, failed, withReport } from '../../core/reporting/outbox.ts'
import { parseReport } from '../../core/reporting/parse-report.ts'
import { newerOf, phaseOf, type Pointer } from '../../core/routing/pointer.ts'
import { modelOfCollector } from '../../core/reporting/collector-shard.ts'
import type { Report, ReportReply, Tally } from '../../core/reporting/report.ts'
import { INTERVAL_MS, freshForMs, type Failure } from '../../core/reporting/schedule.ts'
import { Reporters } from '../reporters.ts'
import { readKvPointer } from '../../platform/kv-pointer.ts'
import { log } from '../../platform/log.ts'
import { sendReport } from '../../platform/send-report.ts'
import { withTimeout } from '../../platform/with-timeout.ts'

/** The longest that an isolate's report waits for news that the collector must ask for itself. */
const REFRESH_TIMEOUT_MS = 1_000

/** Tallies that are kept while the coordinator takes none; the oldest go first. */
const MAX_TALLIES = 20_000

/**
 * Takes the reports of a part of a region's isolates, for a model with more isolates than one coordinator hears: sums
 * them, reports the sum by the coordinator's schedule as an isolate would, and hands the pointer back. It stores
 * nothing: when it ends, what it had not yet reported is lost, at most one interval's worth, as with an isolate.
 */
export class Collector extends DurableObject<Env> {
  readonly #model = modelOfCollector(this.ctx.id.name ?? '')
  readonly #reporters = new Reporters([], 'collector')
  #outbox = emptyOutbox(crypto.randomUUID(), 0)
  #tallies: readonly Tally[] = []
  #arrived: Tally[] = []
  #pointer: Pointer | undefined
  /** Until then the pointer is handed back unasked. */
  #freshUntil = 0
  #isLooping = false
  #forwarding: Promise<void> | undefined

  /** Takes an isolate's outcomes, as the coordinator would. Throws when it has no pointer to hand back. */
  async report(sent: Report): Promise<ReportReply> {
    const report = parseReport(sent)
    if (report === undefined)
      return { pointer: await this.pointer(), nextReportMs: INTERVAL_MS.idle }
    if (this.#reporters.record(report, Date.now())) this.#arrived.push(...report.tallies)
    if (this.#arrived.length > MAX_TALLIES) this.#sum()
    if (report.pointer !== undefined) this.#keepNewest(report.pointer)
    const pointer = await this.pointer()
    this.#forwardSoon()
    const nextReportMs = this.#reporters.schedule(report.isolate, phaseOf(pointer), Date.now())
    return { pointer, nextReportMs }
  }

  /** The newest pointer that it knows of; after a silence it asks first. */
  async pointer(): Promise<Pointer> {
    if (Date.now() >= this.#freshUntil) await withTimeout(REFRESH_TIMEOUT_MS, this.#forward())
    if (this.#pointer === undefined) throw new Error(`no pointer of ${this.#model} is known yet`)
    return this.#pointer
  }

  /** One loop at a time reports for as long as there is something to report. */
  #forwardSoon(): void {
    if (this.#isLooping) return
    this.#isLooping = true
    this.ctx.waitUntil(
      this.#forwardWhileNeeded().finally(() => {
        this.#isLooping = false
      })
    )
  }

  async #forwardWhileNeeded(): Promise<void> {
    while (this.#arrived.length + this.#tallies.length > 0 || this.#outbox.unacknowledged) {
      await scheduler.wait(Math.max(0, this.#outbox.nextReportAt - Date.now()))
      await this.#forward()
    }
  }

  /** Sends the sum of what arrived, or again what nobody took. Never throws. Whoever asks meanwhile waits for the same. */
  #forward(): Promise<void> {
    this.#forwarding ??= this.#send().finally(() => {
      this.#forwarding = undefined
    })
    return this.#forwarding
  }

  async #send(): Promise<void> {
    const report = this.#nextReport()
    const delivery = await sendReport(this.env.COORDINATOR.getByName(this.#model), report)
    if (delivery.kind === 'failed') return this.#retryLater(delivery.why)
    const now = Date.now()
    const { reply } = delivery
    this.#outbox = acknowledged(this.#outbox, report, reply, now)
    if (reply.pointer === undefined) return
    this.#keepNewest(reply.pointer)
    this.#freshUntil = now + freshForMs(reply.nextReportMs)
  }

  #nextReport(): Report {
    if (this.#outbox.unacknowledged !== undefined) return this.#outbox.unacknowledged
    this.#sum()
    const counted = { tallies: this.#tallies, group: this.#reporters.group(Date.now()) }
    const outbox = withReport(this.#outbox, counted, this.#pointer)
    this.#tallies = []
    this.#outbox = outbox
    return outbox.unacknowledged
  }

  #sum(): void {
    const merged = mergeTallies([...this.#tallies, ...this.#arrived])
    this.#arrived = []
    this.#tallies = merged.slice(-MAX_TALLIES)
    const dropped = merged.length - this.#tallies.length
    if (dropped > 0) log('report_dropped', { model: this.#model, tallies: dropped })
  }

  /** Isolates learn of a coordinator's outage only through their collector, so it reads KV for them. */
  async #retryLater(why: Failure): Promise<void> {
    const now = Date.now()
    this.#outbox = failed(this.#outbox, why, now, Math.random())
    this.#freshUntil = this.#outbox.nextReportAt
    const read = await readKvPointer(this.env.POINTERS, this.#model, REFRESH_TIMEOUT_MS)
    if (read?.pointer !== undefined) this.#keepNewest(read.pointer)
  }

  #keepNewest(pointer: Pointer): void {
    this.#pointer = this.#pointer === undefined ? pointer : newerOf(this.#pointer, pointer)
  }
}
