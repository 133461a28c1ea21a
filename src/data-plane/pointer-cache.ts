import type { Model } from '../core/routing/model.ts'
import { newerOf, parsePointer, type Pointer } from '../core/routing/pointer.ts'
import { collectorsOf } from '../core/reporting/reporting-settings.ts'
import { INTERVAL_MS, freshForMs } from '../core/reporting/schedule.ts'
import { phaseOf } from '../core/routing/pointer.ts'
import { pickShard, reportTarget } from './reporting/report-target.ts'
import { readKvPointer } from '../platform/kv-pointer.ts'
import { withTimeout } from '../platform/with-timeout.ts'

/** The longest that a call waits for news after a silence. */
const REFRESH_TIMEOUT_MS = 250

/** The longest that the first call of an isolate waits for each place that may know the pointer. */
const COLD_READ_TIMEOUT_MS = 2_000

/** The longest that an isolate goes on without asking while nobody answers. */
const MAX_FRESH_MS = 60_000

interface Memo {
  pointer: Pointer
  /** Until then the pointer is followed unasked. */
  freshUntil: number
  /** For how long what is heard next is trusted; it grows while nobody answers. */
  freshForMs: number
}

/**
 * The pointer of each model as this isolate knows it. It outlives the request that read it: that is what keeps KV and the
 * coordinator off the path of a call. It holds plain data only, and only a higher revision replaces it.
 */
const memos = new Map<string, Memo>()

/**
 * The pointer that a call follows. Warm, it costs a map look-up; it never fails. After a silence one call asks, and
 * those that come while it does go on by what is known.
 */
export function readPointer(
  env: Env,
  model: Model,
  request: Request,
  now: number
): Pointer | Promise<Pointer> {
  const memo = memos.get(model.name)
  if (memo === undefined) return readCold(env, model, request, now)
  if (now < memo.freshUntil) return memo.pointer
  memo.freshUntil = now + memo.freshForMs
  return refresh(readReportTarget(env, model, request), model, memo, now)
}

/** The pointer that this isolate follows, once it has one. */
export function cachedPointer(model: Model): Pointer | undefined {
  return memos.get(model.name)?.pointer
}

/**
 * Takes note of a pointer that was heard of; what is known already stays when it is as new. Returns what is now known.
 * It is trusted by the interval in which the isolate is to report.
 */
export function cachePointer(
  model: Model,
  received: Pointer,
  now: number,
  intervalMs: number = INTERVAL_MS[phaseOf(received)]
): Pointer {
  const known = memos.get(model.name)?.pointer
  const pointer = known === undefined ? received : newerOf(known, received)
  const lifetimeMs = freshForMs(intervalMs)
  memos.set(model.name, { pointer, freshUntil: now + lifetimeMs, freshForMs: lifetimeMs })
  return pointer
}

/** The pointer that a command led to in this very isolate: whoever asked for it sees it with the next call. */
export function followAtOnce(model: Model, pointer: Pointer): void {
  cachePointer(model, pointer, Date.now(), INTERVAL_MS.baking)
}

/** The first call of an isolate: KV, then the coordinator, then what the deploy says. */
async function readCold(env: Env, model: Model, request: Request, now: number): Promise<Pointer> {
  const found =
    (await readKvPointer(env.POINTERS, model.name, COLD_READ_TIMEOUT_MS))?.pointer ??
    (await withTimeout(COLD_READ_TIMEOUT_MS, readReportTarget(env, model, request))) ??
    configured(model)
  return cachePointer(model, found, now)
}

async function refresh(
  reading: Promise<Pointer | undefined>,
  model: Model,
  memo: Memo,
  now: number
): Promise<Pointer> {
  const received = await withTimeout(REFRESH_TIMEOUT_MS, reading)
  if (received !== undefined) return cachePointer(model, received, now)
  memo.freshForMs = Math.min(MAX_FRESH_MS, 2 * memo.freshForMs)
  return cachedPointer(model) ?? memo.pointer
}

async function readReportTarget(
  env: Env,
  model: Model,
  request: Request
): Promise<Pointer | undefined> {
  try {
    const collectors = collectorsOf(cachedPointer(model)?.reporting, model)
    return parsePointer(await reportTarget(env, model, pickShard(request), collectors).pointer())
  } catch {
    // Unreachable or overloaded: the caller has something older to go by.
    return undefined
  }
}

/** Revision 0 is older than anything that was ever published. */
function configured(model: Model): Pointer {
  return { revision: 0, slots: model.slots, stable: 'blue', weight: 0 }
}
