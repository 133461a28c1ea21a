import { parseJson } from '../core/json.ts'
import { parseBreakGlassNote, type BreakGlassNote } from '../core/rollout/break-glass-note.ts'
import { parsePointer, pointerKeyOf, type Pointer } from '../core/routing/pointer.ts'
import { log, messageOf } from './log.ts'
import { withTimeout } from './with-timeout.ts'

/** The shortest cache time that KV accepts. It adds to KV's propagation delay of up to a minute. */
const CACHE_TTL_SECONDS = 30

/** What KV holds under a model's pointer key. */
export interface KvRead {
  /** Undefined when the key is absent or its document is not a valid pointer. */
  readonly pointer: Pointer | undefined
  /** KV holds a document that is not a valid pointer. */
  readonly isMalformed: boolean
  /** Author and reason of a pointer that was written by hand. */
  readonly note: BreakGlassNote | undefined
}

/**
 * Reads the pointer of a model from KV; undefined when KV fails or takes longer than `timeoutMs`.
 * Never throws.
 */
export async function readKvPointer(
  kv: KVNamespace,
  model: string,
  timeoutMs: number
): Promise<KvRead | undefined> {
  try {
    const options = { type: 'text', cacheTtl: CACHE_TTL_SECONDS } as const
    const reading = kv.getWithMetadata(pointerKeyOf(model), options)
    const read = await withTimeout(timeoutMs, reading)
    if (read !== undefined) return parsed(model, read.value, read.metadata)
    log('kv_failure', { model, operation: 'read', message: `no answer in ${timeoutMs} ms` })
  } catch (error) {
    log('kv_failure', { model, operation: 'read', message: messageOf(error) })
  }
  return undefined
}

function parsed(model: string, text: string | null, metadata: unknown): KvRead {
  if (text === null) return { pointer: undefined, isMalformed: false, note: undefined }
  const pointer = parsePointer(parseJson(text))
  if (pointer === undefined) log('pointer_refused', { model, source: 'kv', reason: 'malformed' })
  return { pointer, isMalformed: pointer === undefined, note: parseBreakGlassNote(metadata) }
}
