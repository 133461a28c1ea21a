import { parseJson } from '../core/json.ts'
import { parseBreakGlassNote, type BreakGlassNote } from '../core/rollout/break-glass-note.ts'
import type { Model } from '../core/routing/model.ts'
import { parsePointer, pointerKeyOf, type Pointer } from '../core/routing/pointer.ts'
import { refusalOf, type PointerRefusal } from '../core/routing/pointer-refusal.ts'
import { log, messageOf } from './log.ts'
import { withTimeout } from './with-timeout.ts'

/** The shortest cache time that KV accepts. It adds to KV's propagation delay of up to a minute. */
const CACHE_TTL_SECONDS = 30

/** What KV holds under a model's pointer key. */
export interface KvRead {
  /** Undefined when the key is absent or its document must not be followed. */
  readonly pointer: Pointer | undefined
  /** Why the document must not be followed. */
  readonly refusal: PointerRefusal | undefined
  /** Author and reason of a pointer that was written by hand. */
  readonly note: BreakGlassNote | undefined
}

/**
 * Reads the pointer of a model from KV; undefined when KV fails or takes longer than `timeoutMs`.
 * `known` is the pointer that is followed now. Never throws.
 */
export async function readKvPointer(
  kv: KVNamespace,
  model: Model,
  known: Pointer | undefined,
  timeoutMs: number
): Promise<KvRead | undefined> {
  try {
    const options = { type: 'text', cacheTtl: CACHE_TTL_SECONDS } as const
    const reading = kv.getWithMetadata(pointerKeyOf(model.name), options)
    const read = await withTimeout(timeoutMs, reading)
    if (read !== undefined) return parsed(model, known, read.value, read.metadata)
    log('kv_failure', {
      model: model.name,
      operation: 'read',
      message: `no answer in ${timeoutMs} ms`,
    })
  } catch (error) {
    log('kv_failure', { model: model.name, operation: 'read', message: messageOf(error) })
  }
  return undefined
}

function parsed(
  model: Model,
  known: Pointer | undefined,
  text: string | null,
  metadata: unknown
): KvRead {
  if (text === null) return { pointer: undefined, refusal: undefined, note: undefined }
  const pointer = parsePointer(parseJson(text))
  const refusal = pointer === undefined ? 'malformed' : refusalOf(pointer, { model, known })
  const note = parseBreakGlassNote(metadata)
  if (refusal === undefined) return { pointer, refusal, note }
  log('pointer_refused', { model: model.name, source: 'kv', reason: refusal })
  return { pointer: undefined, refusal, note }
}
