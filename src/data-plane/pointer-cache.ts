import type { Model } from '../core/routing/model.ts'
import { configuredEnvironment } from '../core/routing/secret-headers.ts'
import { newerOf, parsePointer, phaseOf, type Pointer } from '../core/routing/pointer.ts'
import { collectorsOf } from '../core/reporting/reporting-settings.ts'
import { INTERVAL_MS, freshForMs } from '../core/reporting/schedule.ts'
import { pickShard, reportTarget } from './reporting/report-target.ts'
import { readKvPointer } from '../platform/kv-pointer.ts'
import { withTimeout } from '../platform/with-timeout.ts'
import { coordinatorOf } from '../platform/coordinator-of.ts'

/** Longest time that a call waits for a fresh pointer, in milliseconds. */
const REFRESH_TIMEOUT_MS = 250

/**
 * Longest time that the first call of an isolate waits for each source of the pointer, in
 * milliseconds.
 */
const COLD_READ_TIMEOUT_MS = 2_000

/** Longest time between two reads while the report target does not answer, in milliseconds. */
const MAX_FRESH_MS = 60_000

interface Memo {
  pointer: Pointer
  /** Time until which calls follow the pointer without a read. */
  freshUntil: number
  /**
   * Time for which the next pointer stays fresh, in milliseconds. It doubles with each failed read.
   */
  freshForMs: number
}

/**
 * The newest pointer of each model that this isolate has received. The map outlives the request
 * that read the pointer, so that a call needs neither KV nor the coordinator. It holds plain data,
 * and only a higher revision replaces a pointer.
 */
const memos = new Map<string, Memo>()

/**
 * Returns the pointer that a call follows. In a warm isolate this is a map look-up. When the
 * pointer is no longer fresh, one call reads it again, and concurrent calls follow the old one.
 * Never fails.
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

/** Returns the pointer that this isolate follows; undefined before its first call. */
export function cachedPointer(model: Model): Pointer | undefined {
  return memos.get(model.name)?.pointer
}

/**
 * Keeps the newer of the known and the received pointer, and returns it. It stays fresh for
 * `freshForMs`, which the reporting interval suggests.
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

/**
 * Follows the pointer that a command in this isolate made, so that the operator's next call sees
 * it.
 */
export function followAtOnce(model: Model, pointer: Pointer): void {
  cachePointer(model, pointer, Date.now(), INTERVAL_MS.baking)
}

/**
 * Reads the pointer for the first call of an isolate: from KV, else from the report target, else
 * from the configuration.
 */
async function readCold(env: Env, model: Model, request: Request, now: number): Promise<Pointer> {
  const found =
    (await readKvPointer(env.POINTERS, model, undefined, COLD_READ_TIMEOUT_MS))?.pointer ??
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

/**
 * Returns the pointer of a revision or a later one. An older pointer is read anew from the
 * coordinator, and is returned when that does not answer.
 */
export async function pointerSince(
  env: Env,
  model: Model,
  known: Pointer,
  revision: number
): Promise<Pointer> {
  if (known.revision >= revision) return known
  const coordinator = coordinatorOf(env, model)
  // Rejects when the coordinator fails: the preview then follows the older pointer.
  const reading = coordinator.pointer().catch(() => undefined)
  const received = parsePointer(await withTimeout(COLD_READ_TIMEOUT_MS, reading))
  return received === undefined ? known : cachePointer(model, received, Date.now())
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
    // The report target is unreachable or overloaded: the call follows an older pointer.
    return undefined
  }
}

/** Returns the configured pointer. Its revision 0 is older than any published one. */
function configured(model: Model): Pointer {
  const blue = { ...configuredEnvironment(model, 'blue'), staging: 0 }
  const green = { ...configuredEnvironment(model, 'green'), staging: 0 }
  return { revision: 0, slots: { blue, green }, stable: 'blue', weight: 0 }
}
