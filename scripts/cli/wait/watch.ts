import { ok, type Result } from '../../../src/core/result.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { AdminClient } from '../admin-client.ts'
import type { Answer } from '../admin-request.ts'
import type { Failure } from '../failure.ts'
import type { Pin } from './course.ts'
import { defaultPin, progressOf, type Goal, type Progress } from './progress.ts'

/** What a wait is for, and for how long. */
export interface WaitOrder {
  readonly model: string
  readonly goal: Goal
  /** Undefined: the newest rollout, or the next one. */
  readonly pin: Pin | undefined
  readonly timeoutMs: number
}

/** A model at one time. */
export interface Look {
  readonly status: Status
  /** The newest entries of the history, newest first. */
  readonly entries: readonly HistoryEntry[]
}

/** The end of a wait. `under_way`: its time was over before. */
export interface Waited {
  readonly progress: Progress
  readonly pin: Pin
  readonly look: Look
}

/** Receives what happens during a wait. */
export interface WaitObserver {
  readonly saw: (look: Look, pin: Pin) => void
  /** The admin route did not answer a look. */
  readonly failed: (failure: Failure) => void
}

/** The time, and a pause. Tests have their own. */
export interface Clock {
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<unknown>
}

type LookClient = Pick<AdminClient, 'status' | 'history'>

const POLL_MS = 2_000

const ENTRIES = 200

/**
 * Looks at a model until its rollout has come to where the wait is for, to another end, or the time
 * is over. A look that fails is repeated.
 */
export async function watch(
  client: LookClient,
  { model, goal, pin: given, timeoutMs }: WaitOrder,
  observer: WaitObserver,
  { now, sleep }: Clock
): Promise<Result<Waited, Failure>> {
  const deadline = now() + timeoutMs
  let pin = given
  let last: Look | undefined
  for (;;) {
    const look = await lookAt(client, model, last)
    if (look.ok) {
      const { status, entries } = look.value
      last = look.value
      pin ??= defaultPin(status, entries, goal)
      observer.saw(last, pin)
      const progress = progressOf(goal, pin, status, entries)
      if (progress.kind !== 'under_way' || now() >= deadline)
        return ok({ progress, pin, look: last })
    } else {
      if (!mayPass(look.refusal, last) || now() >= deadline) return look
      observer.failed(look.refusal)
    }
    await sleep(Math.min(POLL_MS, deadline - now()))
  }
}

/** Whether a later look may succeed. An answer that nobody expects counts only where good ones came before. */
function mayPass({ kind }: Failure, last: Look | undefined): boolean {
  return kind === 'unreachable' || (kind === 'unexpected' && last !== undefined)
}

/** Reads the status, and the history when something has changed. */
async function lookAt(
  client: LookClient,
  model: string,
  last: Look | undefined
): Promise<Answer<Look>> {
  const status = await client.status(model)
  if (!status.ok) return status
  if (last !== undefined && stateOf(status.value) === stateOf(last.status)) {
    return ok({ status: status.value, entries: last.entries })
  }
  const history = await client.history(model, { limit: ENTRIES })
  if (!history.ok) return history
  const { entries } = history.value
  // The status must not be older than the history.
  if ((entries[0]?.revision ?? 0) <= status.value.revision)
    return ok({ status: status.value, entries })
  const newer = await client.status(model)
  return newer.ok ? ok({ status: newer.value, entries }) : newer
}

/** What the history has an entry for. */
function stateOf({ revision, paused, alerts }: Status): string {
  return JSON.stringify([revision, paused?.at, alerts.map(({ code }) => code)])
}
