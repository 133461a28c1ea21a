import { setTimeout } from 'node:timers/promises'
import { ok } from '../../../src/core/result.ts'
import { adminClient } from '../admin-client.ts'
import { INTERRUPTED } from '../codes.ts'
import { chosen, type Outcome, type Report } from '../commands.ts'
import type { Connection } from '../connection.ts'
import { showOnGithub } from '../github.ts'
import { liveLine, type LiveLine } from '../screen/live-line.ts'
import { asideScreen, print, printAside, printAsideExactly, printExactly } from '../screen/print.ts'
import type { Pin } from './course.ts'
import { waitOnGithub } from './wait-on-github.ts'
import { liveText, type Seen } from './live-text.ts'
import { printing } from './printer.ts'
import type { Goal } from './progress.ts'
import { resultDocument, resultLine } from './result.ts'
import { watch, type Clock, type WaitObserver, type WaitOrder } from './watch.ts'

const clock: Clock = { now: Date.now, sleep: (ms) => setTimeout(ms) }

/** Seconds of a wait without `--timeout`. */
export const DEFAULT_TIMEOUT_SECONDS = 3_600

/** Flags of `wait`. */
export interface WaitFlags {
  readonly model?: string
  readonly json?: true
  readonly for: Goal
  readonly revision?: number
  /** Seconds. */
  readonly timeout?: number
}

/** Waits for the end of a rollout, or for a stage of it. */
export async function wait(connection: Connection, flags: WaitFlags): Outcome {
  const model = await chosen(adminClient(connection), flags.model)
  if (!model.ok) return model
  const { revision } = flags
  const pin = revision === undefined ? undefined : { of: revision }
  return waitFor(connection, orderOf(model.value, flags.for, pin, flags), flags.json === true)
}

/** Returns what to wait for. */
export function orderOf(
  model: string,
  goal: Goal,
  pin: Pin | undefined,
  { timeout = DEFAULT_TIMEOUT_SECONDS }: { readonly timeout?: number }
): WaitOrder {
  return { model, goal, pin, timeoutMs: timeout * 1000 }
}

/**
 * Waits, and prints each change. With `json` the changes go to the standard error, so that the
 * output is one document.
 */
export async function waitFor(connection: Connection, order: WaitOrder, json: boolean): Outcome {
  const line = liveLine(process.stderr, asideScreen())
  const printed = (text: string) => line.above(() => (json ? printAside : print)(text))
  const observer = withLiveLine(printing(printed, clock.now), line, clock.now)
  const onInterrupt = () => {
    line.stop()
    printAside(`The rollout goes on without the wait. See: bluegreen status ${order.model} --watch`)
    process.exit(INTERRUPTED)
  }
  process.once('SIGINT', onInterrupt)
  const waited = await watch(adminClient(connection), order, observer, clock)
  process.removeListener('SIGINT', onInterrupt)
  line.stop()
  if (!waited.ok) return waited
  const { progress } = waited.value
  const text = resultLine(waited.value, order)
  showOnGithub(
    waitOnGithub(waited.value, text),
    process.env,
    json ? printAsideExactly : printExactly
  )
  const report: Report = { text, json: resultDocument(waited.value, order) }
  return ok(progress.kind === 'reached' ? report : { ...report, partial: progress.kind })
}

/** Shows how far the rollout is in a line that is replaced, below what the observer prints. */
function withLiveLine(observer: WaitObserver, line: LiveLine, now: () => number): WaitObserver {
  const startedAt = now()
  let seen: Seen | undefined
  line.follow(() => liveText(seen, startedAt, now()))
  return {
    saw: (look, pin) => {
      seen = { status: look.status, at: now() }
      observer.saw(look, pin)
    },
    failed: observer.failed,
  }
}
