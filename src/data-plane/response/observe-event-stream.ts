import { eventErrorIn, type EventError, type StreamKind } from '../../core/outcomes/stream-error.ts'
import { pipeOf } from '../body-framing.ts'
import type { BodyFacts, Delivery, ObservedBody } from './observed-body.ts'

/**
 * Pause between two reads of the copy of a stream. Pauses are long, because JavaScript for each
 * event would triple the cost of the call. They are short at first and after much data, because the
 * unread part of the copy is held in memory.
 */
const PAUSE_MS = { least: 100, most: 1_000 }

/**
 * Memory that each stream holds for as long as it lasts. An isolate may have a thousand streams.
 */
const SAMPLE_BYTES = 16_384

/** Bytes of one read after which more data is to be expected, so that the next pause is short. */
const BUSY_BYTES = 65_536

/**
 * Maximum length of a copy that is read. Reading it pulls data from the origin, and data that a
 * slow client has not taken is held in memory. No text comes near this length. Beyond it a stream
 * is not observed, and runs only as fast as its client reads.
 */
const OBSERVED_BYTES = 8_388_608

/** Characters at the end of a read that may belong to an event which is still arriving. */
const CARRY_CHARACTERS = 8_192

/**
 * Passes an event stream on by a native pipe, so that events flow without JavaScript, and reads a
 * copy of it from time to time. The copy shows stalls and error events. The pipe shows how the
 * delivery ended. When the origin breaks off or stalls, the client's body is errored, never closed
 * as if it were whole.
 */
export function observeEventStream(
  body: ReadableStream<Uint8Array>,
  facts: BodyFacts
): ObservedBody {
  const [passed, copy] = body.tee()
  const { readable, writable } = pipeOf(facts.length)
  const stall = new AbortController()
  const piped = passed.pipeTo(writable, { signal: stall.signal })
  const delivered = piped.then(
    (): Delivery => 'delivered',
    (): Delivery => causeOfBreak(facts, stall)
  )
  const sampler = new Sampler(copy, facts, () => stall.abort(new Error('the origin stalled')))
  return { readable, ended: endOf(delivered, sampler) }
}

async function endOf(delivered: Promise<Delivery>, sampler: Sampler) {
  const sampled = sampler.run()
  const delivery = await delivered
  if (delivery === 'delivered') sampler.finish()
  if (delivery !== 'delivered') sampler.stop()
  return { delivery, eventError: await sampled }
}

function causeOfBreak({ client }: BodyFacts, stall: AbortController): Delivery {
  if (stall.signal.aborted) return 'idle_timeout'
  return client.aborted ? 'client_left' : 'cut'
}

/** Reads the copy of a stream in large pieces, with pauses between them. */
class Sampler {
  readonly #reader: ReadableStreamBYOBReader
  readonly #kind: StreamKind | undefined
  readonly #idleTimeoutMs: number
  readonly #onStall: () => void
  readonly #onProgress: (isObserved: boolean) => void
  readonly #decoder = new TextDecoder()
  #wake: () => void = () => undefined
  #isHurried = false
  #watchedBytes = 0
  #lookedBytes = 0
  #restMs = PAUSE_MS.least
  #carry = ''
  #error: EventError | undefined

  constructor(copy: ReadableStream<Uint8Array>, facts: BodyFacts, onStall: () => void) {
    this.#reader = copy.getReader({ mode: 'byob' })
    this.#kind = facts.stream
    this.#idleTimeoutMs = facts.idleTimeoutMs
    this.#onStall = onStall
    this.#onProgress = facts.onProgress
  }

  /** Reads until the copy ends or breaks. Returns the first error event, if there was one. */
  async run(): Promise<EventError | undefined> {
    let memory: ArrayBufferLike = new ArrayBuffer(SAMPLE_BYTES)
    try {
      for (;;) {
        const read = await this.#read(memory)
        if (read.done) break
        this.#look(read.value)
        memory = read.value.buffer
        const { byteLength } = read.value
        this.#lookedBytes += byteLength
        this.#watchedBytes += byteLength
        const isObserved = this.#watchedBytes <= OBSERVED_BYTES
        this.#onProgress(isObserved)
        if (!isObserved) await this.#reader.cancel()
        else if (byteLength < SAMPLE_BYTES && !this.#isHurried) await this.#rest()
      }
    } catch {
      // The copy breaks with its stream. The pipe shows how the stream ended.
    }
    return this.#error
  }

  /** Reads the rest of the copy at once, after the stream was delivered. */
  finish(): void {
    this.#isHurried = true
    this.#wake()
  }

  /** Cancels the copy, so that the origin can stop. */
  stop(): void {
    this.finish()
    // A copy that broke already cannot be cancelled, and need not be.
    this.#reader.cancel().catch(() => undefined)
  }

  async #read(memory: ArrayBufferLike): Promise<ReadableStreamReadResult<Uint8Array>> {
    const timer = setTimeout(this.#onStall, this.#idleTimeoutMs)
    const read = await this.#reader.read(new Uint8Array(memory))
    clearTimeout(timer)
    return read
  }

  #look(bytes: Uint8Array): void {
    if (this.#kind === undefined || this.#error !== undefined) return
    const text = this.#carry + this.#decoder.decode(bytes, { stream: true })
    this.#error = eventErrorIn(this.#kind, text)
    this.#carry = text.slice(-CARRY_CHARACTERS)
  }

  #rest(): Promise<void> {
    const ms = this.#lookedBytes > BUSY_BYTES ? PAUSE_MS.least : this.#restMs
    this.#restMs = Math.min(PAUSE_MS.most, ms * 2)
    this.#lookedBytes = 0
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
