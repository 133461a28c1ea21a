import { DurableObject } from 'cloudflare:workers'
import { mergeTallies } from '../../core/reporting/merge-tallies.ts'
import {
  acknowledged,
  emptyOutbox,
  failed,
  failureOf,
  withReport,
} from '../../core/reporting/outbox.ts'
import { parseReply, parseReport } from '../../core/reporting/parse-report.ts'
import { newerOf, parsePointer, type Pointer } from '../../core/routing/pointer.ts'
import { modelOfCollector } from '../../core/reporting/collector-shard.ts'
import type { Report, ReportReply, Tally } from '../../core/reporting/report.ts'
import { INTERVAL_MS, phaseOf, freshForMs, type Failure } from '../../core/reporting/schedule.ts'
import { Reporters } from '../reporters.ts'
import { withTimeout } from '../../platform/with-timeout.ts'

/** A coordinator that takes longer than this for a report has not taken it, as far as the collector knows. */
const REPORT_TIMEOUT_MS = 5_000

/** The longest that an isolate's report waits for news that the collector must ask for itself. */
const ASK_MS = 1_000

/** KV never promises to be fresher than this. */
const CACHE_TTL_SECONDS = 30

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
  #trustedUntil = 0
  #isLooping = false
  #forwarding: Promise<void> | undefined

  /** Takes an isolate's outcomes, as the coordinator would. Throws when it has no pointer to hand back. */
  async report(sent: Report): Promise<ReportReply> {
    const report = parseReport(sent)
    if (report === undefined)
      return { pointer: await this.pointer(), nextReportMs: INTERVAL_MS.idle }
    if (this.#reporters.record(report, Date.now())) this.#arrived.push(...report.tallies)
    if (this.#arrived.length > MAX_TALLIES) this.#sum()
    if (report.pointer !== undefined) this.#hear(report.pointer)
    const pointer = await this.pointer()
    this.#forwardSoon()
    const nextReportMs = this.#reporters.schedule(report.isolate, phaseOf(pointer), Date.now())
    return { pointer, nextReportMs }
  }

  /** The newest pointer that it knows of; after a silence it asks first. */
  async pointer(): Promise<Pointer> {
    if (Date.now() >= this.#trustedUntil) await withTimeout(ASK_MS, this.#forward())
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
    const report = this.#draw()
    try {
      const asked = this.env.COORDINATOR.getByName(this.#model).report(report)
      const answer = await withTimeout(REPORT_TIMEOUT_MS, asked)
      if (answer === undefined) return await this.#retryLater('silent')
      const reply = parseReply(answer)
      const now = Date.now()
      this.#outbox = acknowledged(this.#outbox, report, reply, now)
      if (reply.pointer === undefined) return
      this.#hear(reply.pointer)
      this.#trustedUntil = now + freshForMs(reply.nextReportMs)
    } catch (error) {
      // Unreachable or reset: the next coordinator of that name takes it.
      await this.#retryLater(failureOf(error))
    }
  }

  #draw(): Report {
    if (this.#outbox.unacknowledged !== undefined) return this.#outbox.unacknowledged
    this.#sum()
    const counted = { tallies: this.#tallies, group: this.#reporters.group(Date.now()) }
    const outbox = withReport(this.#outbox, counted, this.#pointer)
    this.#tallies = []
    this.#outbox = outbox
    return outbox.unacknowledged
  }

  #sum(): void {
    this.#tallies = mergeTallies([...this.#tallies, ...this.#arrived]).slice(-MAX_TALLIES)
    this.#arrived = []
  }

  /** Isolates hear of a coordinator's outage through nobody else, so KV is looked at for them. */
  async #retryLater(why: Failure): Promise<void> {
    const now = Date.now()
    this.#outbox = failed(this.#outbox, why, now, Math.random())
    this.#trustedUntil = this.#outbox.nextReportAt
    const found = await withTimeout(ASK_MS, this.#readKv())
    if (found !== undefined) this.#hear(found)
  }

  async #readKv(): Promise<Pointer | undefined> {
    try {
      const options = { type: 'json', cacheTtl: CACHE_TTL_SECONDS } as const
      return parsePointer(await this.env.POINTERS.get(`pointer:${this.#model}`, options))
    } catch {
      // KV is down as well: isolates go on by what they know.
      return undefined
    }
  }

  #hear(pointer: Pointer): void {
    this.#pointer = this.#pointer === undefined ? pointer : newerOf(this.#pointer, pointer)
  }
}
