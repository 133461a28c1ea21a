import type { KvState } from '../../core/rollout/next-alarm.ts'
import { pointerKeyOf, type Pointer } from '../../core/routing/pointer.ts'
import { readKvPointer, type KvRead } from '../../platform/kv-pointer.ts'
import { log, messageOf } from '../../platform/log.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import type { Publication, Store } from './store.ts'

/** A put that KV took is visible everywhere after this; an older pointer that is still seen then was written by others. */
const PROPAGATED_MS = 120_000

/** The longest wait for a read: what KV holds is never needed to go on. */
const READ_TIMEOUT_MS = 2_000

/** A put that takes longer counts as failed and is tried again, so that others need not wait behind it. */
const PUT_TIMEOUT_MS = 10_000

/** What is known of the pointer in KV. */
export interface KvView {
  /** Revision of the pointer that KV showed last; undefined when it showed none. */
  readonly revision: number | undefined
  /** Version of the reporting settings in that pointer; 0 without any. */
  readonly reporting: number
  /** Since when KV was seen to hold something that is not a pointer; undefined when it does not. */
  readonly malformedSince: number | undefined
}

const nothingPublished: Publication = { revision: 0, reporting: 0, at: 0 }

/**
 * Keeps the pointer in KV at the newest revision. What is left to publish follows from comparing the rollout with what
 * was published, not from a list of things to do, so a failed put needs no memory: the next call tries again.
 */
export class Publisher {
  readonly #kv: KVNamespace
  readonly #model: string
  readonly #store: Store
  #published: Publication
  #publishing: Promise<boolean> | undefined
  #seen: KvView = { revision: undefined, reporting: 0, malformedSince: undefined }

  constructor(kv: KVNamespace, model: string, store: Store) {
    this.#kv = kv
    this.#model = model
    this.#store = store
    this.#published = store.readState('publication') ?? nothingPublished
  }

  get seen(): KvView {
    return this.#seen
  }

  /** How far KV is with a pointer, as far as is known. */
  kvState(pointer: Pointer): KvState {
    const { revision, reporting } = versionsOf(pointer)
    if (this.#published.revision < revision) return 'pending'
    if (this.#published.reporting < reporting) return 'pending'
    const { seen } = this
    return seen.revision === revision && seen.reporting === reporting ? 'visible' : 'written'
  }

  /** Puts the newest pointer into KV until KV has it; false when KV refuses. Never throws. One put at a time. */
  publish(newest: () => Pointer): Promise<boolean> {
    if (!this.#isPending(newest())) return Promise.resolve(true)
    this.#publishing ??= this.#putUntilCurrent(newest)
    return this.#publishing
  }

  /** Reads the pointer that stands in KV. A pointer older than what was published long ago is put right. */
  async syncFromKv(now: number): Promise<KvRead | undefined> {
    const read = await readKvPointer(this.#kv, this.#model, READ_TIMEOUT_MS)
    if (read === undefined) return undefined
    const { pointer, isMalformed } = read
    const malformedSince = isMalformed ? (this.#seen.malformedSince ?? now) : undefined
    const reporting = pointer?.reporting?.version ?? 0
    this.#seen = { revision: pointer?.revision, reporting, malformedSince }
    this.#invalidate(pointer, now)
    return read
  }

  /** A pointer that was published long ago and is no longer there counts as not published, and is put again. */
  #invalidate(pointer: Pointer | undefined, now: number): void {
    const { revision, at } = this.#published
    if ((pointer?.revision ?? 0) >= revision || now - at < PROPAGATED_MS) return
    this.#published = nothingPublished
  }

  /** Ends in the moment in which nothing newer is left to put, so that a later caller starts another. */
  async #putUntilCurrent(newest: () => Pointer): Promise<boolean> {
    try {
      for (let pointer = newest(); this.#isPending(pointer); pointer = newest()) {
        if (!(await this.#put(pointer))) return false
        this.#published = { ...versionsOf(pointer), at: Date.now() }
        this.#store.writeState('publication', this.#published)
      }
      return true
    } finally {
      this.#publishing = undefined
    }
  }

  #isPending(pointer: Pointer): boolean {
    return this.kvState(pointer) === 'pending'
  }

  /** False after a 429 or 5xx: busy isolates have the pointer from their reports, and the alarm publishes again. */
  async #put(pointer: Pointer): Promise<boolean> {
    const { revision } = pointer
    const key = pointerKeyOf(this.#model)
    const put = this.#kv.put(key, JSON.stringify(pointer), { metadata: { revision } })
    const context = { model: this.#model, operation: 'write', revision }
    try {
      const isDone = await withTimeout(
        PUT_TIMEOUT_MS,
        put.then(() => true)
      )
      if (isDone === true) return true
      log('kv_failure', { ...context, message: `no answer in ${PUT_TIMEOUT_MS} ms` })
    } catch (error) {
      log('kv_failure', { ...context, message: messageOf(error) })
    }
    return false
  }
}

function versionsOf({ revision, reporting }: Pointer) {
  return { revision, reporting: reporting?.version ?? 0 }
}
