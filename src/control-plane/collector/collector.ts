import { DurableObject } from 'cloudflare:workers'
import { mergeTallies } from '../../core/reporting/merge-tallies.ts'
import { acknowledged, emptyOutbox, failed, withReport } from '../../core/reporting/outbox.ts'
import { newerOf, phaseOf, type Pointer } from '../../core/routing/pointer.ts'
import { modelOfCollector } from '../../core/reporting/collector-shard.ts'
import { mergeCallTimes, type CallTimes } from '../../core/reporting/call-times.ts'
import { mergeRepeats, type RepeatCounts } from '../../core/reporting/repeats.ts'
import { mergeShadow, type ShadowReport } from '../../core/shadow/shadow-report.ts'
import type { Report, ReportReply } from '../../core/reporting/report.ts'
import { addRouterFaults, faultsField, noRouterFaults } from '../../core/reporting/router-faults.ts'
import { mergeAttempts, type AttemptCounts } from '../../core/reporting/second-attempts.ts'
import type { Tally } from '../../core/reporting/tally.ts'
import { INTERVAL_MS, freshForMs, type Failure } from '../../core/reporting/schedule.ts'
import { configuredModels } from '../config/configured-models.ts'
import { modelNamed } from '../config/parse-models.ts'
import { readReport } from '../read-report.ts'
import { Reporters } from '../reporters.ts'
import { readKvPointer } from '../../platform/kv-pointer.ts'
import { log } from '../../platform/log.ts'
import { sendReport } from '../../platform/send-report.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import { coordinatorOf } from '../../platform/coordinator-of.ts'

/** Longest time that an isolate's report waits while the collector asks for a newer pointer. */
const REFRESH_TIMEOUT_MS = 1_000

/** Maximum number of tallies kept while the coordinator fails; the oldest are dropped first. */
const MAX_TALLIES = 20_000

/** Maximum number of counts of repeated calls that are kept; the oldest are dropped first. */
const MAX_REPEATS = 2_000

/**
 * Takes the reports of a part of a region's isolates, for models with more isolates than a
 * coordinator can serve. It adds the reports up, reports the sum to the coordinator as an isolate
 * would, and replies with the coordinator's pointer. It stores nothing: an eviction loses the
 * unreported counts, those of at most one interval, as with an isolate.
 */
export class Collector extends DurableObject<Env> {
  readonly #model = modelNamed(configuredModels, modelOfCollector(this.ctx.id.name ?? ''))
  readonly #reporters = new Reporters([], 'collector')
  #outbox = emptyOutbox(crypto.randomUUID(), 0)
  #tallies: readonly Tally[] = []
  #arrived: Tally[] = []
  #times: readonly CallTimes[] = []
  #attempts: readonly AttemptCounts[] = []
  #repeats: readonly RepeatCounts[] = []
  #routerFaults = noRouterFaults
  #shadow: ShadowReport | undefined
  #objectivesMs: Readonly<Record<string, number>> = {}
  #pointer: Pointer | undefined
  /** Until then replies hold the known pointer without asking the coordinator. */
  #freshUntil = 0
  #isLooping = false
  #forwarding: Promise<void> | undefined

  /** Counts an isolate's report, as the coordinator would. Throws when no pointer is known. */
  async report(sent: Report): Promise<ReportReply> {
    const now = Date.now()
    const report = readReport(this.#model, sent, this.#pointer, now)
    if (report === undefined)
      return { pointer: await this.pointer(), nextReportMs: INTERVAL_MS.idle }
    this.#take(report, now)
    if (report.pointer !== undefined) this.#keepNewest(report.pointer)
    const pointer = await this.pointer()
    this.#forwardSoon()
    const nextReportMs = this.#reporters.schedule(report.isolate, phaseOf(pointer), Date.now())
    return { pointer, nextReportMs, objectivesMs: this.#objectivesMs }
  }

  /** Keeps the counts of a report that was not counted before, and of isolates that have vanished. */
  #take(report: Report, now: number): void {
    if (this.#reporters.record(report, now)) {
      this.#arrived.push(...report.tallies)
      this.#routerFaults = addRouterFaults(
        this.#routerFaults,
        report.routerFaults ?? noRouterFaults
      )
      this.#times = mergeCallTimes([...this.#times, ...(report.times ?? [])])
      this.#attempts = mergeAttempts([...this.#attempts, ...(report.attempts ?? [])])
      if (report.repeats !== undefined) {
        this.#repeats = mergeRepeats([...this.#repeats, ...report.repeats]).slice(-MAX_REPEATS)
      }
      const shadows = [this.#shadow, report.shadow].filter((one) => one !== undefined)
      if (shadows.length > 0) this.#shadow = mergeShadow(shadows)
    }
    this.#arrived.push(...this.#reporters.takeLost(now))
    if (this.#arrived.length > MAX_TALLIES) this.#sum()
  }

  /** Returns the newest known pointer; asks the coordinator first when that is out of date. */
  async pointer(): Promise<Pointer> {
    if (Date.now() >= this.#freshUntil) await withTimeout(REFRESH_TIMEOUT_MS, this.#forward())
    if (this.#pointer === undefined)
      throw new Error(`no pointer for ${this.#model.name} is known yet`)
    return this.#pointer
  }

  /** Starts the reporting loop, unless it runs. It ends when everything is reported. */
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
    while (this.#hasNews) {
      await scheduler.wait(Math.max(0, this.#outbox.nextReportAt - Date.now()))
      await this.#forward()
    }
  }

  get #hasNews(): boolean {
    if (this.#outbox.unacknowledged !== undefined || this.#shadow !== undefined) return true
    return this.#arrived.length + this.#tallies.length > 0
  }

  /**
   * Sends the unacknowledged report or a new one. Never throws. Concurrent calls share one sending.
   */
  #forward(): Promise<void> {
    this.#forwarding ??= this.#send().finally(() => {
      this.#forwarding = undefined
    })
    return this.#forwarding
  }

  async #send(): Promise<void> {
    const report = this.#nextReport()
    const delivery = await sendReport(coordinatorOf(this.env, this.#model), report)
    if (delivery.kind === 'failed') return this.#retryLater(delivery.why)
    const now = Date.now()
    const { reply } = delivery
    this.#outbox = acknowledged(this.#outbox, report, reply, now)
    this.#objectivesMs = Object.fromEntries(reply.objectivesMs)
    if (reply.pointer === undefined) return
    this.#keepNewest(reply.pointer)
    this.#freshUntil = now + freshForMs(reply.nextReportMs)
  }

  #nextReport(): Report {
    if (this.#outbox.unacknowledged !== undefined) return this.#outbox.unacknowledged
    this.#sum()
    const now = Date.now()
    const counted = {
      tallies: this.#tallies,
      inProgress: this.#reporters.inProgress(now),
      times: this.#times,
      group: this.#reporters.group(now),
      ...(this.#repeats.length === 0 ? {} : { repeats: this.#repeats }),
      ...faultsField(this.#routerFaults),
      ...(this.#shadow === undefined ? {} : { shadow: this.#shadow }),
      ...(this.#attempts.length === 0 ? {} : { attempts: this.#attempts }),
    }
    const outbox = withReport(this.#outbox, counted, this.#pointer)
    this.#tallies = []
    this.#times = []
    this.#attempts = []
    this.#repeats = []
    this.#routerFaults = noRouterFaults
    this.#shadow = undefined
    this.#outbox = outbox
    return outbox.unacknowledged
  }

  #sum(): void {
    const merged = mergeTallies([...this.#tallies, ...this.#arrived])
    this.#arrived = []
    this.#tallies = merged.slice(-MAX_TALLIES)
    const dropped = merged.length - this.#tallies.length
    if (dropped === 0) return
    log('report_dropped', { model: this.#model.name, tallies: dropped })
    const lost = { ...noRouterFaults, droppedTallies: dropped }
    this.#routerFaults = addRouterFaults(this.#routerFaults, lost)
  }

  /** Reads KV for the isolates, which do not notice an outage of the coordinator themselves. */
  async #retryLater(why: Failure): Promise<void> {
    const now = Date.now()
    this.#outbox = failed(this.#outbox, why, now, Math.random())
    this.#freshUntil = this.#outbox.nextReportAt
    const read = await readKvPointer(
      this.env.POINTERS,
      this.#model,
      this.#pointer,
      REFRESH_TIMEOUT_MS
    )
    if (read?.pointer !== undefined) this.#keepNewest(read.pointer)
  }

  #keepNewest(pointer: Pointer): void {
    this.#pointer = this.#pointer === undefined ? pointer : newerOf(this.#pointer, pointer)
  }
}
