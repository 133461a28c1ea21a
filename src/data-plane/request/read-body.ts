import type { HeldBytes } from '../kept-bytes.ts'
import type { Watch } from '../watch.ts'

/**
 * A whole body, or the reason why it did not come. The first bytes of a slow one: its rest is still
 * on its way.
 */
export type ReadBody = ArrayBuffer | Uint8Array<ArrayBuffer> | 'client_left' | 'stalled'

/** Margin for the delay of the timer that ends a stalled body. */
const MARGIN_MS = 15_000

/** How a body is read. */
export interface ReadOptions {
  /** Length of the body in bytes. */
  readonly length: number
  /** A body that brings nothing for so long has stalled, and one that takes twice as long is slow. */
  readonly stallMs: number
  /** Longest time until the first look of the next wait on the same watch. */
  readonly lookMs: number
  readonly held: HeldBytes
  readonly watch: Watch
}

/**
 * Reads a whole body of known length into memory that was reserved. A slow one is not read further:
 * clients that send a byte from time to time would hold the memory for hours, and no other call
 * could be repeated. Never rejects.
 */
export function readBody(
  body: ReadableStream<Uint8Array>,
  options: ReadOptions
): Promise<ReadBody> {
  return new Promise((resolve) => {
    const { stallMs, lookMs, watch } = options
    const reading = new Reading(body.getReader({ mode: 'byob' }), options, resolve)
    watch.start(() => reading.look(), Math.min(stallMs, lookMs))
    reading.read(new ArrayBuffer(options.length))
  })
}

/** A buffer of the length of a body, on the way to being full. */
class Reading {
  readonly #reader: ReadableStreamBYOBReader
  readonly #options: ReadOptions
  readonly #end: (read: ReadBody) => void
  #filled = 0
  #isOver = false
  #filledBefore = 0
  #grewAt = Date.now()
  readonly #slowAt: number

  constructor(
    reader: ReadableStreamBYOBReader,
    options: ReadOptions,
    end: (read: ReadBody) => void
  ) {
    this.#reader = reader
    this.#options = options
    this.#end = end
    this.#slowAt = this.#grewAt + 2 * options.stallMs
    this.#prolong()
  }

  read(memory: ArrayBuffer): void {
    if (this.#filled === this.#options.length) return this.#finish(memory)
    this.#reader.read(new Uint8Array(memory, this.#filled)).then(this.#add, this.#leave)
  }

  /** Ends the body when it has stalled. Returns the time until the next look. */
  look(): number | undefined {
    if (this.#isOver) return undefined
    const now = Date.now()
    if (this.#filled > this.#filledBefore) {
      this.#filledBefore = this.#filled
      this.#grewAt = now
      this.#prolong()
    }
    const remainingMs = this.#grewAt + this.#options.stallMs - now
    if (remainingMs > 0) return remainingMs
    this.#finish('stalled')
    // A body that broke already cannot be cancelled, and need not be.
    this.#reader.cancel().catch(() => undefined)
    return undefined
  }

  readonly #add = ({ done, value }: ReadableStreamReadResult<Uint8Array<ArrayBuffer>>): void => {
    if (this.#isOver) return
    // The body ended before its length.
    if (done) return this.#leave()
    this.#filled += value.byteLength
    const isSlow = this.#filled < this.#options.length && Date.now() > this.#slowAt
    if (isSlow) this.#handOver(value.buffer)
    else this.read(value.buffer)
  }

  /** Ends the reading, and leaves the rest of the body to be streamed. */
  #handOver(memory: ArrayBuffer): void {
    this.#reader.releaseLock()
    this.#finish(new Uint8Array(memory, 0, this.#filled))
  }

  /** A read fails only when the client stops sending. */
  readonly #leave = (): void => this.#finish('client_left')

  #finish(read: ReadBody): void {
    this.#isOver = true
    this.#end(read)
  }

  #prolong(): void {
    const { held, stallMs } = this.#options
    held.holdUntil(this.#grewAt + 2 * stallMs + MARGIN_MS)
  }
}
