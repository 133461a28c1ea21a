import { firstMemory, memoryAfter, pipeOf } from '../body-framing.ts'
import { passOn } from './observe-event-stream.ts'
import type { BodyEnd, BodyFacts, Delivery, ObservedBody } from './observed-body.ts'

/** Pieces after which it is decided how the rest of a body of unknown length is passed on. */
const FIRST_PIECES = 4

/** Average size of the first pieces below which JavaScript for each piece would cost too much. */
const FINE_BYTES = 8_192

/**
 * Passes a body on, chunk by chunk, and tells how it ended. When the origin breaks off or stalls,
 * the client's body is errored, never closed as if it were whole. A slow client slows the origin
 * down; at most one chunk is held. A body of unknown length in many small pieces is passed on like
 * an event stream after its first pieces.
 */
export function observeBody(body: ReadableStream<Uint8Array>, facts: BodyFacts): ObservedBody {
  const { readable, writable } = pipeOf(facts.length)
  if (facts.length !== undefined) {
    return { readable, ended: endOf(new Pump(body, writable, facts)) }
  }
  const [sent, taken] = readable.tee()
  return { readable: sent, ended: observeChunks(body, writable, taken, facts) }
}

async function endOf(pump: Pump): Promise<BodyEnd> {
  return { delivery: await pump.runToEnd(), eventError: undefined }
}

async function observeChunks(
  body: ReadableStream<Uint8Array>,
  writable: WritableStream<Uint8Array>,
  taken: ReadableStream<Uint8Array>,
  facts: BodyFacts
): Promise<BodyEnd> {
  const pump = new Pump(body, writable, facts)
  const early = await pump.run(FIRST_PIECES)
  if (early === undefined && pump.bytes < FIRST_PIECES * FINE_BYTES) {
    pump.release()
    return passOn(body, writable, taken, facts)
  }
  // A copy that broke already cannot be cancelled, and need not be.
  taken.cancel().catch(() => undefined)
  return early === undefined ? endOf(pump) : { delivery: early, eventError: undefined }
}

/** Passes the pieces of a body on by JavaScript. */
class Pump {
  bytes = 0
  readonly #reader: ReadableStreamBYOBReader
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>
  readonly #facts: BodyFacts
  #memory: ArrayBufferLike

  constructor(
    body: ReadableStream<Uint8Array>,
    writable: WritableStream<Uint8Array>,
    facts: BodyFacts
  ) {
    this.#reader = body.getReader({ mode: 'byob' })
    this.#writer = writable.getWriter()
    this.#facts = facts
    this.#memory = firstMemory(facts.length)
  }

  /** Passes on so many pieces at most. Returns how the body ended; undefined when it goes on. */
  async run(pieces: number): Promise<Delivery | undefined> {
    const { idleTimeoutMs, onProgress, client } = this.#facts
    try {
      for (let count = 0; count < pieces; count++) {
        const chunk = await readWithTimeout(this.#reader, this.#memory, idleTimeoutMs)
        if (chunk === 'stalled') {
          await stop(this.#reader, this.#writer)
          return 'idle_timeout'
        }
        if (chunk.done) {
          await this.#writer.close()
          return 'delivered'
        }
        onProgress(true)
        this.bytes += chunk.value.byteLength
        await this.#writer.write(chunk.value)
        // The client has the written bytes: the next chunk uses the same memory.
        this.#memory = memoryAfter(chunk.value)
      }
      return undefined
    } catch {
      // The read or the write failed: `client` tells which side left.
      await stop(this.#reader, this.#writer)
      return client.aborted ? 'client_left' : 'cut'
    }
  }

  async runToEnd(): Promise<Delivery> {
    for (;;) {
      const delivery = await this.run(Infinity)
      if (delivery !== undefined) return delivery
    }
  }

  /** Leaves the rest of the body to another code. */
  release(): void {
    this.#reader.releaseLock()
    this.#writer.releaseLock()
  }
}

async function readWithTimeout(
  reader: ReadableStreamBYOBReader,
  memory: ArrayBufferLike,
  ms: number
) {
  const stalled = Promise.withResolvers<'stalled'>()
  const timer = setTimeout(() => stalled.resolve('stalled'), ms)
  try {
    return await Promise.race([reader.read(new Uint8Array(memory)), stalled.promise])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Stops the origin, and errors the client's body so that the client does not take it for a whole
 * one.
 */
async function stop(
  reader: ReadableStreamBYOBReader,
  writer: WritableStreamDefaultWriter
): Promise<void> {
  const reason = new Error('the answer broke off')
  await Promise.allSettled([writer.abort(reason), reader.cancel(reason)])
}
