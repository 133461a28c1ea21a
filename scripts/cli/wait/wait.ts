import { setTimeout } from 'node:timers/promises'
import { ok } from '../../../src/core/result.ts'
import { adminClient } from '../admin-client.ts'
import { chosen, type Outcome, type Report } from '../commands.ts'
import type { Connection } from '../connection.ts'
import { showOnGithub } from '../github.ts'
import type { Pin } from './course.ts'
import { waitOnGithub } from './wait-on-github.ts'
import { printing } from './printer.ts'
import type { Goal } from './progress.ts'
import { resultDocument, resultLine } from './result.ts'
import { watch, type Clock, type WaitOrder } from './watch.ts'

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
  const print = json ? console.error : console.log
  const waited = await watch(adminClient(connection), order, printing(print, clock.now), clock)
  if (!waited.ok) return waited
  const { progress } = waited.value
  const text = resultLine(waited.value, order)
  showOnGithub(waitOnGithub(waited.value, text), process.env, print)
  const report: Report = { text, json: resultDocument(waited.value, order) }
  return ok(progress.kind === 'reached' ? report : { ...report, partial: progress.kind })
}
