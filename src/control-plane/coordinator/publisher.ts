import { parseBreakGlassNote, type BreakGlassNote } from '../../core/rollout/break-glass-note.ts'
import { parsePointer, type Pointer } from '../../core/routing/pointer.ts'
import type { KvState } from '../../core/rollout/next-alarm.ts'
import type { Publication, Store } from './store.ts'
import { withTimeout } from '../../platform/with-timeout.ts'

/** KV never promises to be fresher than this. */
const CACHE_TTL_SECONDS = 30

/** A put that KV took shows everywhere after this; if an older pointer is still seen then, somebody else wrote it. */
const PROPAGATED_MS = 120_000

/** The longest wait for KV: what it holds is never needed to go on. */
const READ_MS = 2_000

/** A put that takes longer counts as failed: it is tried again, and others need not wait behind it. */
const PUT_MS = 10_000

/** What is known of the pointer in KV. */
export interface KvView {
  /** Revision of the pointer that KV showed last; undefined when it showed none. */
  readonly revision: number | undefined
  /** Since when KV was seen to hold something that is not a pointer; undefined when it does not. */
  readonly malformedSince: number | undefined
}

/** A pointer that stands in KV, and what was said to it by whoever wrote it by hand. */
export interface KvRead {
  readonly pointer: Pointer
  readonly note: BreakGlassNote | undefined
}

/**
 * Keeps the pointer in KV at the newest revision. What is left to publish follows from comparing the rollout with what
 * was published, not from a list of things to do, so a failed put needs no memory: the next call tries again.
 */
export class Publisher {
  readonly #kv: KVNamespace
  readonly #key: string
  readonly #store: Store
  #published: Publication
  #publishing: Promise<boolean> | undefined
  #seen: KvView = { revision: undefined, malformedSince: undefined }

  constructor(kv: KVNamespace, model: string, store: Store) {
    this.#kv = kv
    this.#key = `pointer:${model}`
    this.#store = store
    this.#published = store.readState('publication') ?? { revision: 0, at: 0 }
  }

  get seen(): KvView {
    return this.#seen
  }

  /** How far KV is with a pointer, as far as is known. */
  kvState({ revision }: Pointer): KvState {
    if (this.#published.revision < revision) return 'pending'
    return this.#seen.revision === revision ? 'visible' : 'written'
  }

  /** Puts the newest pointer into KV until KV has it; false when KV refuses. Never throws. One put at a time. */
  publish(newest: () => Pointer): Promise<boolean> {
    if (!this.#lacks(newest())) return Promise.resolve(true)
    this.#publishing ??= this.#putUntilCurrent(newest)
    return this.#publishing
  }

  /** Reads the pointer that stands in KV. A pointer older than what was published long ago is put right. */
  async syncFromKv(now: number): Promise<KvRead | undefined> {
    try {
      const options = { type: 'text', cacheTtl: CACHE_TTL_SECONDS } as const
      const reading = this.#kv.getWithMetadata(this.#key, options)
      const read = await withTimeout(READ_MS, reading)
      if (read === undefined) return undefined
      const { value: text, metadata } = read
      const pointer = text === null ? undefined : parsePointer(parseJson(text))
      const isMalformed = text !== null && pointer === undefined
      const malformedSince = isMalformed ? (this.#seen.malformedSince ?? now) : undefined
      this.#seen = { revision: pointer?.revision, malformedSince }
      this.#distrust(pointer, now)
      return pointer === undefined ? undefined : { pointer, note: parseBreakGlassNote(metadata) }
    } catch {
      // KV is down: what was seen last stays, and the next look tries again.
      return undefined
    }
  }

  /** What was published is no longer there: then it counts as not published, and is put again. */
  #distrust(pointer: Pointer | undefined, now: number): void {
    const { revision, at } = this.#published
    if ((pointer?.revision ?? 0) >= revision || now - at < PROPAGATED_MS) return
    this.#published = { revision: 0, at: 0 }
  }

  /** Ends in the moment in which nothing newer is left to put, so that whoever comes later starts another. */
  async #putUntilCurrent(newest: () => Pointer): Promise<boolean> {
    try {
      for (let pointer = newest(); this.#lacks(pointer); pointer = newest()) {
        if (!(await this.#put(pointer))) return false
        this.#published = { revision: pointer.revision, at: Date.now() }
        this.#store.writeState('publication', this.#published)
      }
      return true
    } finally {
      this.#publishing = undefined
    }
  }

  #lacks(pointer: Pointer): boolean {
    return this.kvState(pointer) === 'pending'
  }

  async #put(pointer: Pointer): Promise<boolean> {
    const metadata = { revision: pointer.revision }
    const put = this.#kv.put(this.#key, JSON.stringify(pointer), { metadata })
    try {
      return (
        (await withTimeout(
          PUT_MS,
          put.then(() => true)
        )) ?? false
      )
    } catch {
      // 429 or 5xx: busy isolates have it from their reports already, the alarm publishes again.
      return false
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Somebody wrote by hand: a text that is not JSON is no pointer.
    return undefined
  }
}
