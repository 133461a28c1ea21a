import { setTimeout } from 'node:timers/promises'
import { ok, refuse, type Result } from '../../../src/core/result.ts'
import { adminClient } from '../admin-client.ts'
import type { Answer } from '../admin-request.ts'
import type { Outcome, Report } from '../commands.ts'
import type { Connection } from '../connection.ts'
import type { Failure } from '../failure.ts'
import type { CommonFlags } from '../run-command.ts'
import { outputScreen } from '../screen/print.ts'
import { liveOutlet, lineOutlet, type Outlet } from './outlets.ts'
import { modelReader, modelsReader, type ViewClient } from './read-look.ts'
import { failed, mayPass, pauseAfter, seen, type ViewState, type WatchLook } from './view-state.ts'
import { endOfWatch } from './watch-end.ts'

/** Flags of `status --watch`. */
export interface WatchFlags extends CommonFlags {
  readonly watch?: true
  /** Seconds between two looks. */
  readonly interval?: number
  /** Seconds after which the view ends. */
  readonly timeout?: number
}

/** Seconds between two looks without `--interval`. */
const INTERVAL_SECONDS = 2

/** Shortest time between two looks: each one costs the router a request. */
const MIN_INTERVAL_MS = 500

/** Exit code at the second interrupt, which does not wait for the request on its way: that of a shell. */
const INTERRUPTED = 130

/**
 * Shows a model, or all of them, until an interrupt or the end of `--timeout`. It ends as a wait for
 * the rollouts that it saw would end at that time.
 */
export async function watchStatus(connection: Connection, flags: WatchFlags): Outcome {
  const stop = new AbortController()
  const abort = () => stop.abort()
  const interrupt = () => {
    // An exit gives the screen back. A signal that nobody takes does not.
    if (stop.signal.aborted) process.exit(INTERRUPTED)
    abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const { timeout } = flags
  const limit = timeout === undefined ? undefined : globalThis.setTimeout(abort, timeout * 1000)
  const isJson = flags.json === true
  const outlet = !isJson && outputScreen().isLive ? liveOutlet(process.stdout) : lineOutlet(isJson)
  const client = adminClient({ ...connection, signal: stop.signal })
  try {
    return await watched(client, flags, outlet, stop.signal)
  } finally {
    outlet.close()
    clearTimeout(limit)
    process.removeListener('SIGINT', interrupt)
    process.removeListener('SIGTERM', interrupt)
  }
}

async function watched(
  client: ViewClient,
  { model, interval = INTERVAL_SECONDS }: WatchFlags,
  outlet: Outlet,
  signal: AbortSignal
): Outcome {
  const intervalMs = Math.max(MIN_INTERVAL_MS, interval * 1000)
  const end = endOfWatch()
  let read = model === undefined ? undefined : modelReader(client, model)
  let state: ViewState = { look: undefined, lookedAt: 0, trouble: undefined, intervalMs }
  outlet.show(state)
  for (;;) {
    const all: Answer<WatchLook> = await (read ?? modelsReader(client))()
    if (signal.aborted) return endOf(state, end.partial())
    const only = onlyModelIn(all)
    if (only !== undefined) {
      read = modelReader(client, only)
      continue
    }
    if (!all.ok && !mayPass(all.refusal, state)) return refuse(all.refusal)
    state = all.ok ? seen(state, all.value, Date.now()) : failed(state, all.refusal, Date.now())
    end.saw(state)
    outlet.show(state)
    await pause(pauseAfter(state.trouble?.count ?? 0, intervalMs), signal)
    if (signal.aborted) return endOf(state, end.partial())
  }
}

/** A router with one model has it shown in full. */
function onlyModelIn(all: Answer<WatchLook>): string | undefined {
  if (!all.ok || all.value.kind === 'one') return undefined
  const [only, ...more] = all.value.models
  return more.length === 0 && only !== undefined && !('error' in only) ? only.model : undefined
}

/** A view that ends without answers says so, as a command would. */
function endOf({ trouble }: ViewState, partial: Report['partial']): Result<Report, Failure> {
  if (trouble !== undefined) return refuse(trouble.failure)
  const report = { text: '', json: undefined }
  return ok(partial === undefined ? report : { ...report, partial })
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal })
  } catch {
    // The signal ends the pause, and the caller looks at it.
  }
}
