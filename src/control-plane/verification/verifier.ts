import { other, type Color } from '../../core/routing/color.ts'
import type { Verified } from '../../core/rollout/events.ts'
import { joinedSuite } from '../../core/verification/named-suite.ts'
import { cancelReasonOf, colorToVerify, verifiedBy } from '../../core/verification/run-end.ts'
import {
  cancelledRun,
  nextCaseOf,
  runStateOf,
  withResult,
  type VerificationRun,
} from '../../core/verification/verification-run.ts'
import { errorFields, log } from '../../platform/log.ts'
import type {
  VerificationCommand,
  VerificationRefusal,
  VerifyCommand,
} from '../coordinator/command.ts'
import { sendTo, warmUp, type CallParts } from './golden-calls.ts'
import { runCase } from './run-case.ts'
import { VerificationStore, type LastRuns, type StoredSuite } from './verification-store.ts'

/**
 * A case that began so often without a result ends its run: it may be what interrupts the
 * coordinator, such as a pattern that takes all of the processor time.
 */
const MAX_BEGUN = 5

/**
 * Cases after which an alarm goes on with the run: the platform limits the calls of one invocation.
 * @see https://developers.cloudflare.com/workers/platform/limits/#subrequests
 */
const CASES_PER_INVOCATION = 20

interface Parts extends CallParts {
  readonly ctx: DurableObjectState
  /** Applies the event of a run whose cases have all passed. */
  readonly apply: (event: Verified, now: number) => void
}

/**
 * Runs the verifications of a model, one at a time. Each result is stored as it comes. A run that
 * an eviction interrupts goes on with its next case; one whose release is replaced or goes live is
 * cancelled.
 */
export class Verifier {
  readonly #parts: Parts
  readonly #store: VerificationStore
  #lastRuns: LastRuns
  /** Set while the calls of a run are sent; aborted when the run is cancelled. */
  #sending: AbortController | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#store = new VerificationStore(parts.ctx.storage.sql)
    this.#lastRuns = this.#store.lastRuns()
  }

  get lastRuns(): LastRuns {
    return this.#lastRuns
  }

  get suites(): readonly StoredSuite[] {
    return this.#store.suites()
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Carries out a command; undefined unless it is refused. */
  carryOut(command: VerificationCommand, now: number): VerificationRefusal | undefined {
    if (command.type === 'verify') return this.#start(command, now)
    const isKnown = this.suites.some(({ name }) => name === command.suite)
    if (!isKnown) return 'unknown_suite'
    this.#store.removeSuite(command.suite)
    return undefined
  }

  /** Goes on with a run that nothing in memory works on. */
  resume(now: number): void {
    this.follow(now)
    if (this.#running === undefined || this.#sending !== undefined) return
    const sending = new AbortController()
    this.#sending = sending
    this.#parts.ctx.waitUntil(this.#runCases(sending.signal))
  }

  /** Cancels the run when the rollout has moved on without it. */
  follow(now: number): void {
    const run = this.#running
    if (run === undefined) return
    const { rollout, unusable } = this.#parts.state
    const reason = cancelReasonOf(run, rollout, unusable)
    if (reason !== undefined) this.#cancel(run, reason, now)
  }

  get #running(): VerificationRun | undefined {
    const { blue, green } = this.#lastRuns
    return [blue, green].find((run) => run !== undefined && runStateOf(run) === 'running')
  }

  #start(command: VerifyCommand, now: number): VerificationRefusal | undefined {
    const { suite, document, options, cause } = command
    const { rollout, unusable } = this.#parts.state
    const color = colorToVerify(rollout, command.color)
    if (color === undefined) return 'nothing_to_verify'
    if (color in unusable) return 'color_unusable'
    if (this.isRunning) return 'verification_running'
    if (suite !== undefined && document !== undefined) {
      this.#store.storeSuite({ name: suite, suite: document, by: cause.by, at: now })
    }
    const suites = this.suites.filter(({ name }) => suite === undefined || name === suite)
    if (suites.length === 0) return 'unknown_suite'
    const { staging, release } = rollout.slots[color]
    const run: VerificationRun = {
      id: crypto.randomUUID(),
      color,
      staging,
      release,
      options,
      suite: joinedSuite(suites),
      suites: suites.map(({ name }) => name),
      cause,
      startedAt: now,
      results: [],
    }
    this.#store.begin(run)
    this.#keep(run)
    this.resume(now)
    return undefined
  }

  async #runCases(signal: AbortSignal): Promise<void> {
    try {
      let count = 0
      for (let run = this.#running; run !== undefined; run = this.#running) {
        if (count++ === CASES_PER_INVOCATION) return await this.#goOnByAlarm()
        await this.#runNextCase(run, signal)
        if (signal.aborted) return
      }
    } catch (error) {
      const { model } = this.#parts
      log('internal_error', { where: 'verification', model: model.name, ...errorFields(error) })
      if (!signal.aborted) this.#cancelRunning('the router failed', Date.now())
    }
    if (!signal.aborted) this.#sending = undefined
  }

  async #goOnByAlarm(): Promise<void> {
    this.#sending = undefined
    await this.#parts.ctx.storage.setAlarm(Date.now())
  }

  async #runNextCase(run: VerificationRun, signal: AbortSignal): Promise<void> {
    const golden = nextCaseOf(run)
    if (golden === undefined || this.#store.beginCase(run) > MAX_BEGUN) {
      return this.#cancelRunning(`interrupted ${MAX_BEGUN} times at ${golden?.name}`, Date.now())
    }
    // Calls wait until all writes are durable, and that wait is not the release's.
    await this.#parts.ctx.storage.sync()
    const to = (color: Color) => sendTo(color, run, this.#parts, signal)
    if (run.results.length === 0) await warmUp(run, to(run.color), signal)
    const result = await runCase(golden, {
      send: to(run.color),
      sendToStable: run.options.isAgainstStable ? to(other(run.color)) : undefined,
      signal,
    })
    // A run that was cancelled meanwhile has ended.
    if (!signal.aborted) this.#commit(withResult(run, result, Date.now()), Date.now())
  }

  /** Stores the result and what follows from it, without an `await` between. */
  #commit(run: VerificationRun, now: number): void {
    this.#store.update(run)
    this.#keep(run)
    const event = verifiedBy(run)
    if (event !== undefined) this.#parts.apply(event, now)
  }

  #cancelRunning(reason: string, now: number): void {
    if (this.#running !== undefined) this.#cancel(this.#running, reason, now)
  }

  #cancel(run: VerificationRun, reason: string, now: number): void {
    const ended = cancelledRun(run, reason, now)
    this.#store.update(ended)
    this.#keep(ended)
    this.#sending?.abort()
    this.#sending = undefined
  }

  #keep(run: VerificationRun): void {
    this.#lastRuns = { ...this.#lastRuns, [run.color]: run }
  }
}
