import type { Model } from '../core/routing/model.ts'
import { newerOf, parsePointer, type Pointer } from '../core/routing/pointer.ts'
import { collectorsOf } from '../core/reporting/collector-shard.ts'
import { INTERVAL_MS, phaseOf, trustMs } from '../core/reporting/schedule.ts'
import { drawSeat, takerOf } from './reporting/report-target.ts'
import { within } from '../platform/with-timeout.ts'

/** KV never promises to be fresher than this; asking for less is refused. */
const KV_CACHE_TTL_SECONDS = 30

/** The longest that a call waits for news after a silence. */
const ASK_MS = 250

/** The longest that the first call of an isolate waits for each place that may know the pointer. */
const COLD_MS = 2_000

/** The longest that an isolate goes on without asking while nobody answers. */
const MAX_TRUST_MS = 60_000

interface Memo {
  pointer: Pointer
  /** Until then the pointer is followed unasked. */
  trustedUntil: number
  /** For how long what is heard next is trusted; it grows while nobody answers. */
  trustMs: number
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
  if (now < memo.trustedUntil) return memo.pointer
  memo.trustedUntil = now + memo.trustMs
  return hearAfterSilence(readTaker(env, model, request), model, memo, now)
}

/** The pointer that this isolate follows, once it has one. */
export function knownPointer(model: Model): Pointer | undefined {
  return memos.get(model.name)?.pointer
}

/**
 * Takes note of a pointer that was heard of; what is known already stays when it is as new. Returns what is now known.
 * It is trusted by the interval in which the isolate is to report.
 */
export function notePointer(
  model: Model,
  heard: Pointer,
  now: number,
  intervalMs: number = INTERVAL_MS[phaseOf(heard)]
): Pointer {
  const known = memos.get(model.name)?.pointer
  const pointer = known === undefined ? heard : newerOf(known, heard)
  const trust = trustMs(intervalMs)
  memos.set(model.name, { pointer, trustedUntil: now + trust, trustMs: trust })
  return pointer
}

/** The pointer that a command led to in this very isolate: whoever asked for it sees it with the next call. */
export function followAtOnce(model: Model, pointer: Pointer): void {
  notePointer(model, pointer, Date.now(), INTERVAL_MS.baking)
}

/** The pointer in KV; undefined when it is absent, is not a pointer, or KV does not answer. */
export async function readKv(env: Env, model: Model): Promise<Pointer | undefined> {
  try {
    const options = { type: 'json', cacheTtl: KV_CACHE_TTL_SECONDS } as const
    return parsePointer(await env.POINTERS.get(`pointer:${model.name}`, options))
  } catch {
    // Traffic goes on without KV: the coordinator and the configured slots stand behind it.
    return undefined
  }
}

/** The first call of an isolate: KV, then the coordinator, then what the deploy says. */
async function readCold(env: Env, model: Model, request: Request, now: number): Promise<Pointer> {
  const found =
    (await within(COLD_MS, readKv(env, model))) ??
    (await within(COLD_MS, readTaker(env, model, request))) ??
    configured(model)
  return notePointer(model, found, now)
}

async function hearAfterSilence(
  asked: Promise<Pointer | undefined>,
  model: Model,
  memo: Memo,
  now: number
): Promise<Pointer> {
  const heard = await within(ASK_MS, asked)
  if (heard !== undefined) return notePointer(model, heard, now)
  memo.trustMs = Math.min(MAX_TRUST_MS, 2 * memo.trustMs)
  return knownPointer(model) ?? memo.pointer
}

async function readTaker(env: Env, model: Model, request: Request): Promise<Pointer | undefined> {
  try {
    const collectors = collectorsOf(knownPointer(model), model)
    return parsePointer(await takerOf(env, model, drawSeat(request), collectors).pointer())
  } catch {
    // Unreachable or overloaded: the caller has something older to go by.
    return undefined
  }
}

/** Revision 0 is older than anything that was ever published. */
function configured(model: Model): Pointer {
  return { revision: 0, slots: model.slots, stable: 'blue', weight: 0 }
}
