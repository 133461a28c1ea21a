import { parsePointer, type Pointer } from '../core/pointer.ts'
import type { Publication, Store } from './store.ts'
import { within } from './within.ts'

/** KV never promises to be fresher than this. */
const CACHE_TTL_SECONDS = 30

/** A put that KV took shows everywhere after this; if an older pointer is still seen then, somebody else wrote it. */
const SETTLED_MS = 120_000

/** The longest wait for KV: what it holds is never needed to go on. */
const READ_MS = 2_000

/** What is known of the pointer in KV. */
export interface KvView {
  /** Revision of the pointer that KV showed last; undefined when it showed none. */
  readonly revision: number | undefined
  /** KV holds something that is not a pointer. */
  readonly malformed: boolean
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
  #seen: KvView = { revision: undefined, malformed: false }

  constructor(kv: KVNamespace, model: string, store: Store) {
    this.#kv = kv
    this.#key = `pointer:${model}`
    this.#store = store
    this.#published = store.fact('publication') ?? { revision: 0, at: 0 }
  }

  get seen(): KvView {
    return this.#seen
  }

  /** Whether KV has taken a pointer of this revision, as far as is known. */
  hasPublished(pointer: Pointer): boolean {
    return this.#published.revision >= pointer.revision
  }

  /** Puts the newest pointer into KV until KV has it; false when KV refuses. Never throws. One put at a time. */
  publish(newest: () => Pointer): Promise<boolean> {
    this.#publishing ??= this.#putUntilCurrent(newest).finally(() => {
      this.#publishing = undefined
    })
    return this.#publishing
  }

  /** Reads the pointer that stands in KV. A pointer older than what was published long ago is put right. */
  async look(now: number): Promise<Pointer | undefined> {
    try {
      const options = { type: 'text', cacheTtl: CACHE_TTL_SECONDS } as const
      const asked = this.#kv.get(this.#key, options)
      const text = await within(READ_MS, asked)
      if (text === undefined) return undefined
      const pointer = text === null ? undefined : parsePointer(parseJson(text))
      this.#seen = {
        revision: pointer?.revision,
        malformed: text !== null && pointer === undefined,
      }
      this.#distrust(pointer, now)
      return pointer
    } catch {
      // KV is down: what was seen last stays, and the next look tries again.
      return undefined
    }
  }

  /** What was published is no longer there: then it counts as not published, and is put again. */
  #distrust(pointer: Pointer | undefined, now: number): void {
    const { revision, at } = this.#published
    if ((pointer?.revision ?? 0) >= revision || now - at < SETTLED_MS) return
    this.#published = { revision: 0, at: 0 }
  }

  async #putUntilCurrent(newest: () => Pointer): Promise<boolean> {
    for (let pointer = newest(); !this.hasPublished(pointer); pointer = newest()) {
      try {
        const metadata = { revision: pointer.revision }
        await this.#kv.put(this.#key, JSON.stringify(pointer), { metadata })
      } catch {
        // 429 or 5xx: busy isolates have it from their reports already, the alarm publishes again.
        return false
      }
      this.#published = { revision: pointer.revision, at: Date.now() }
      this.#store.keep('publication', this.#published)
    }
    return true
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
