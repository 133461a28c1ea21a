import type { HeldBytes } from '../kept-bytes.ts'

/**
 * A whole body, or the reason why it did not come. The first bytes of a slow one: its rest is still
 * on its way.
 */
export type ReadBody = ArrayBuffer | Uint8Array<ArrayBuffer> | 'client_left' | 'stalled'

/** Margin for the delay of the timer that ends a stalled body. */
const MARGIN_MS = 15_000

/**
 * Reads a whole body of known length into memory that was reserved. A body that brings nothing for
 * `stallMs`, or up to twice as long, has stalled. One that takes longer than twice `stallMs` in all
 * is slow, and is not read further: clients that send a byte from time to time would hold the
 * memory for hours, and no other call could be repeated.
 */
export async function readBody(
  body: ReadableStream<Uint8Array>,
  length: number,
  stallMs: number,
  held: HeldBytes
): Promise<ReadBody> {
  const reader = body.getReader({ mode: 'byob' })
  const filling = new Filling(length)
  const stalled = Promise.withResolvers<'stalled'>()
  watch(filling, stallMs, held, () => stalled.resolve('stalled'))
  // A read fails only when the client stops sending.
  const whole = filling.fill(reader, Date.now() + 2 * stallMs).catch(() => 'client_left' as const)
  const read = await Promise.race([whole, stalled.promise])
  // A body that broke already cannot be cancelled, and need not be.
  if (read === 'stalled') reader.cancel().catch(() => undefined)
  return read
}

/**
 * Calls `onStall` when a body has not grown between two looks. The timer of a complete body is not
 * cleared, which would cost as much as setting it.
 */
function watch(filling: Filling, stallMs: number, held: HeldBytes, onStall: () => void): void {
  const before = filling.filled
  held.holdUntil(Date.now() + 2 * stallMs + MARGIN_MS)
  setTimeout(() => {
    if (filling.isDone) return
    if (filling.filled === before) onStall()
    else watch(filling, stallMs, held, onStall)
  }, stallMs)
}

/** A buffer of the length of a body, on the way to being full. */
class Filling {
  filled = 0
  isDone = false
  readonly #length: number

  constructor(length: number) {
    this.#length = length
  }

  async fill(
    reader: ReadableStreamBYOBReader,
    slowAt: number
  ): Promise<ArrayBuffer | Uint8Array<ArrayBuffer>> {
    let memory = new ArrayBuffer(this.#length)
    try {
      while (this.filled < this.#length) {
        const { done, value } = await reader.read(new Uint8Array(memory, this.filled))
        if (done) throw new Error('the body ended before its length')
        this.filled += value.byteLength
        memory = value.buffer
        if (this.filled < this.#length && Date.now() > slowAt) {
          reader.releaseLock()
          return new Uint8Array(memory, 0, this.filled)
        }
      }
      return memory
    } finally {
      this.isDone = true
    }
  }
}
