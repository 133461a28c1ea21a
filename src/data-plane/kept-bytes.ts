/** Bytes that one call holds in memory. Its owner releases them once; an expired hold is over by itself. */
export interface HeldBytes {
  /** Prolongs the hold: the bytes are needed at most until then. */
  holdUntil(expiresAt: number): void
  /** Records that all bytes have come. Until then they belong to the incomplete ones. */
  complete(): void
  /** Releases the bytes. Later calls change nothing. */
  release(): void
}

/** A reservation. A class: closures for each call would cost more than its counts. */
class Hold implements HeldBytes {
  readonly bytes: number
  expiresAt: number
  isComplete = false
  readonly #kept: KeptBytes

  constructor(kept: KeptBytes, bytes: number, expiresAt: number) {
    this.#kept = kept
    this.bytes = bytes
    this.expiresAt = expiresAt
  }

  holdUntil(expiresAt: number): void {
    this.expiresAt = expiresAt
  }

  complete(): void {
    this.#kept.complete(this)
  }

  release(): void {
    this.#kept.release(this)
  }
}

/** A hold costs more than its bytes: a buffer, a stream and the closures around them. */
const LEAST_BYTES = 1_024

/** Pause between two searches for expired holds, so that a full memory does not slow each call. */
const SEARCH_EVERY_MS = 1_000

/**
 * Counts the bytes that an isolate keeps, and refuses what would exceed the bound. Bytes are
 * reserved before they are read. Bodies that are still on their way get at most half of the bound,
 * so that clients which stall cannot take all of it. When the platform ends an invocation without
 * notice, its hold expires.
 */
export class KeptBytes {
  readonly #bound: number
  readonly #holds = new Set<Hold>()
  #total = 0
  #incomplete = 0
  #searchedAt = 0

  constructor(bound: number) {
    this.#bound = bound
  }

  get total(): number {
    return this.#total
  }

  /** Reserves bytes; undefined when the bound does not allow them. */
  reserve(bytes: number, now: number, expiresAt: number): HeldBytes | undefined {
    const counted = Math.max(LEAST_BYTES, bytes)
    if (!this.#isFree(counted)) this.#dropExpired(now)
    if (!this.#isFree(counted)) return undefined
    const hold = new Hold(this, counted, expiresAt)
    this.#holds.add(hold)
    this.#total += counted
    this.#incomplete += counted
    return hold
  }

  #isFree(bytes: number): boolean {
    return this.#total + bytes <= this.#bound && this.#incomplete + bytes <= this.#bound / 2
  }

  #dropExpired(now: number): void {
    if (now - this.#searchedAt < SEARCH_EVERY_MS) return
    this.#searchedAt = now
    for (const hold of this.#holds) if (hold.expiresAt <= now) this.release(hold)
  }

  complete(hold: Hold): void {
    if (hold.isComplete || !this.#holds.has(hold)) return
    hold.isComplete = true
    this.#incomplete -= hold.bytes
  }

  release(hold: Hold): void {
    if (!this.#holds.delete(hold)) return
    this.#total -= hold.bytes
    if (!hold.isComplete) this.#incomplete -= hold.bytes
  }
}

/** The request bodies that this isolate keeps, of all models. An isolate has 128 MiB for everything. */
export const keptBodies = new KeptBytes(33_554_432)
