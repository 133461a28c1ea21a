import type { Model } from '../core/model.ts'
import { newerOf, parsePointer, type Pointer } from '../core/pointer.ts'
import { within } from './within.ts'

/** KV never promises to be fresher than this; asking for less is refused. */
const KV_CACHE_TTL_SECONDS = 30

/** An isolate that heard nothing for this long asks before it trusts what it knows. */
const SILENCE_MS = 60_000

/** The longest that a call waits for news after a silence. */
const ASK_MS = 250

/** The longest that the first call of an isolate waits for each place that may know the pointer. */
const COLD_MS = 2_000

interface Memo {
  pointer: Pointer
  /** When the isolate last asked anybody, whether or not it got an answer. */
  askedAt: number
}

/**
 * The pointer of each model as this isolate knows it. It outlives the request that read it: that is what keeps KV and the
 * coordinator off the path of a call. It holds plain data only, and only a higher revision replaces it.
 */
const memos = new Map<string, Memo>()

/** The pointer that a call follows. Warm, it costs a map look-up; it never fails. */
export function readPointer(env: Env, model: Model, now: number): Pointer | Promise<Pointer> {
  const memo = memos.get(model.name)
  if (memo === undefined) return readCold(env, model, now)
  if (now - memo.askedAt < SILENCE_MS) return memo.pointer
  memo.askedAt = now
  return askAfterSilence(env, model, memo)
}

/** The pointer that this isolate follows, once it has one. */
export function knownPointer(model: Model): Pointer | undefined {
  return memos.get(model.name)?.pointer
}

/** Takes note of a pointer that was heard of; what is known already stays when it is as new. Returns what is now known. */
export function notePointer(model: Model, heard: Pointer, now: number): Pointer {
  const memo = memos.get(model.name)
  if (memo === undefined) {
    memos.set(model.name, { pointer: heard, askedAt: now })
    return heard
  }
  memo.pointer = newerOf(memo.pointer, heard)
  memo.askedAt = now
  return memo.pointer
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
async function readCold(env: Env, model: Model, now: number): Promise<Pointer> {
  const found =
    (await within(COLD_MS, readKv(env, model))) ??
    (await within(COLD_MS, readCoordinator(env, model))) ??
    configured(model)
  return notePointer(model, found, now)
}

async function askAfterSilence(env: Env, model: Model, memo: Memo): Promise<Pointer> {
  const heard = await within(ASK_MS, readCoordinator(env, model))
  return heard === undefined ? memo.pointer : notePointer(model, heard, memo.askedAt)
}

async function readCoordinator(env: Env, model: Model): Promise<Pointer | undefined> {
  try {
    return await env.COORDINATOR.getByName(model.name).pointer()
  } catch {
    // Unreachable or overloaded: the caller has something older to go by.
    return undefined
  }
}

/** Revision 0 is older than anything that was ever published. */
function configured(model: Model): Pointer {
  return { revision: 0, slots: model.slots, stable: 'blue', weight: 0 }
}
