import type { KvState } from '../../core/rollout/next-alarm.ts'
import type { Model } from '../../core/routing/model.ts'
import { pointerKeyOf, type Pointer } from '../../core/routing/pointer.ts'
import type { PointerRefusal } from '../../core/routing/pointer-refusal.ts'
import { readKvPointer, type KvRead } from '../../platform/kv-pointer.ts'
import { log, messageOf } from '../../platform/log.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import type { Publication, Store } from './store.ts'

/**
 * Milliseconds after which a write to KV is visible everywhere. If KV still shows an older pointer
 * then, another writer wrote it.
 */
const PROPAGATED_MS = 120_000

/** Longest wait for a read, in milliseconds. The coordinator can always continue without it. */
const READ_TIMEOUT_MS = 2_000

/**
 * A write that takes longer counts as failed and is retried, so that it does not block later ones.
 */
const PUT_TIMEOUT_MS = 10_000

/** The pointer in KV, as last read. */
export interface KvView {
  /** Revision of the pointer; undefined when KV held none. */
  readonly revision: number | undefined
  /** Version of the reporting settings in that pointer; 0 without any. */
  readonly reporting: number
  /** Why the document in KV must not be followed; undefined when it may, and when there is none. */
  readonly refusal: PointerRefusal | undefined
}

const neverPublished: Publication = { revision: 0, reporting: 0, at: 0 }

/**
 * Keeps the pointer in KV at the newest revision. It compares the rollout with what was published
 * and keeps no list of pending writes: after a failed write, the next call tries again.
 */
export class Publisher {
  readonly #kv: KVNamespace
  readonly #model: Model
  readonly #store: Store
  #published: Publication
  #publishing: Promise<boolean> | undefined
  #seen: KvView = { revision: undefined, reporting: 0, refusal: undefined }
  /** Time since which KV has not shown the newest pointer. */
  #behindSince: number | undefined
  #behindMs = 0

  constructor(kv: KVNamespace, model: Model, store: Store) {
    this.#kv = kv
    this.#model = model
    this.#store = store
    this.#published = store.readState('publication') ?? neverPublished
  }

  get seen(): KvView {
    return this.#seen
  }

  /** Returns the progress of a pointer in KV, by the last write and the last read. */
  kvState(pointer: Pointer): KvState {
    const { revision, reporting } = versionsOf(pointer)
    if (this.#published.revision < revision) return 'pending'
    if (this.#published.reporting < reporting) return 'pending'
    const { seen } = this
    return seen.revision === revision && seen.reporting === reporting ? 'visible' : 'written'
  }

  /** Time for which KV had not shown the newest pointer at the last look, in ms; 0 when it did. */
  get behindMs(): number {
    return this.#behindMs
  }

  /**
   * Writes the newest pointer into KV, one write at a time, until nothing newer is left; false when
   * a write fails. Never throws.
   */
  publish(newest: () => Pointer): Promise<boolean> {
    if (!this.#isPending(newest())) return Promise.resolve(true)
    this.#publishing ??= this.#putUntilCurrent(newest)
    return this.#publishing
  }

  /**
   * Reads KV; undefined when it does not answer. Marks a lost, outdated or refused pointer for
   * publishing. `known` is the coordinator's own pointer.
   */
  async syncFromKv(known: Pointer, now: number): Promise<KvRead | undefined> {
    const read = await readKvPointer(this.#kv, this.#model, known, READ_TIMEOUT_MS)
    if (read !== undefined) this.#keepSeen(read, now)
    this.#measureLag(known, now)
    return read
  }

  #keepSeen({ pointer, refusal }: KvRead, now: number): void {
    const reporting = pointer?.reporting?.version ?? 0
    this.#seen = { revision: pointer?.revision, reporting, refusal }
    this.#invalidate(pointer, now)
  }

  /** A read that fails is a look too: nothing shows that KV has the newest pointer. */
  #measureLag(newest: Pointer, now: number): void {
    if (this.kvState(newest) === 'visible') this.#behindSince = undefined
    else this.#behindSince ??= now
    this.#behindMs = this.#behindSince === undefined ? 0 : Math.max(1, now - this.#behindSince)
  }

  /** Marks a pointer that was published long ago and is gone from KV as unpublished. */
  #invalidate(pointer: Pointer | undefined, now: number): void {
    const { revision, at } = this.#published
    if ((pointer?.revision ?? 0) >= revision || now - at < PROPAGATED_MS) return
    this.#published = neverPublished
  }

  /**
   * Clears `#publishing` as soon as nothing newer is left, so that a later call starts a new run.
   */
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

  /**
   * Returns false after a 429 or 5xx. Busy isolates get the pointer with their reports, and the
   * alarm publishes again.
   */
  async #put(pointer: Pointer): Promise<boolean> {
    const { revision } = pointer
    const key = pointerKeyOf(this.#model.name)
    const put = this.#kv.put(key, JSON.stringify(pointer), { metadata: { revision } })
    const context = { model: this.#model.name, operation: 'write', revision }
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
