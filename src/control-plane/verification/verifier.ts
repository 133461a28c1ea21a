import type { VerificationFailed, Verified } from '../../core/rollout/events.ts'
import type { Cause } from '../../core/rollout/state.ts'
import { other } from '../../core/routing/color.ts'
import { runOf } from '../../core/verification/named-suite.ts'
import {
  verificationRefusal,
  type VerificationRefusal,
} from '../../core/verification/refuse-command.ts'
import {
  byRouter,
  cancelReasonOf,
  cancelTextOf,
  eventOfEnd,
  noteOfCancel,
  noteOfFailure,
  noteOfRemoval,
} from '../../core/verification/run-end.ts'
import {
  cancelledRun,
  nextCaseOf,
  runStateOf,
  withResult,
  type VerificationRun,
} from '../../core/verification/verification-run.ts'
import { errorFields, log } from '../../platform/log.ts'
import type { VerificationCommand, VerifyCommand } from '../coordinator/command.ts'
import { callCase, type CallParts } from './golden-calls.ts'
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
  /** Applies the event of a run that has ended. */
  readonly apply: (event: Verified | VerificationFailed, now: number) => void
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
    const { rollout, unusable } = this.#parts.state
    const suites = this.suites.map(({ name }) => name)
    const { isRunning } = this
    const refusal = verificationRefusal(command, { rollout, unusable, isRunning, suites })
    if (refusal === undefined) this.#carryOut(command, now)
    return refusal
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
    if (reason !== undefined) this.#cancel(byRouter(reason), now)
  }

  get #running(): VerificationRun | undefined {
    const { blue, green } = this.#lastRuns
    return [blue, green].find((run) => run !== undefined && runStateOf(run) === 'running')
  }

  #carryOut(command: VerificationCommand, now: number): void {
    switch (command.type) {
      case 'verify':
        return this.#start(command, now)
      case 'cancel_verification':
        return this.#cancel(command.cause, now)
      case 'remove_suite':
        this.#store.removeSuite(command.suite)
        return this.#parts.state.note(noteOfRemoval(command.suite, command.cause), now)
    }
  }

  #start({ suite, document, options, cause }: VerifyCommand, now: number): void {
    if (suite !== undefined && document !== undefined) {
      this.#store.storeSuite({ name: suite, suite: document, by: cause.by, at: now })
    }
    const suites = this.suites.filter(({ name }) => suite === undefined || name === suite)
    const { slots, stable } = this.#parts.state.rollout
    const color = other(stable)
    const { staging, release } = slots[color]
    const begun = { id: crypto.randomUUID(), color, staging, release, options, cause }
    const run = runOf(suites, { ...begun, startedAt: now })
    this.#store.begin(run)
    this.#keep(run)
    this.resume(now)
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
      if (!signal.aborted) this.#cancel(byRouter('the router failed'), Date.now())
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
      const reason = `interrupted ${MAX_BEGUN} times at ${golden?.name}`
      return this.#cancel(byRouter(reason), Date.now())
    }
    // Calls wait until all writes are durable, and that wait is not the release's.
    await this.#parts.ctx.storage.sync()
    const result = await callCase(golden, run, this.#parts, signal)
    // A run that was cancelled meanwhile has ended.
    if (!signal.aborted) this.#commit(withResult(run, result, Date.now()), Date.now())
  }

  /** Stores the result and what follows from it, without an `await` between. */
  #commit(run: VerificationRun, now: number): void {
    this.#store.update(run)
    this.#keep(run)
    const event = eventOfEnd(run)
    if (event === undefined) return
    const { state, apply } = this.#parts
    const before = state.rollout
    apply(event, now)
    const isNote = event.type === 'verification_failed' && state.rollout === before
    if (isNote) state.note(noteOfFailure(run, event), now)
  }

  #cancel(cause: Cause, now: number): void {
    const run = this.#running
    if (run === undefined) return
    const ended = cancelledRun(run, cancelTextOf(cause), now)
    this.#store.update(ended)
    this.#keep(ended)
    this.#parts.state.note(noteOfCancel(ended, cause), now)
    this.#sending?.abort()
    this.#sending = undefined
  }

  #keep(run: VerificationRun): void {
    this.#lastRuns = { ...this.#lastRuns, [run.color]: run }
  }
}
