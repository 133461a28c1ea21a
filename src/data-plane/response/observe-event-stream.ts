import { eventErrorIn, type EventError, type StreamKind } from '../../core/outcomes/stream-error.ts'
import { firstMemory, memoryAfter, pipeOf } from '../body-framing.ts'
import type { BodyEnd, BodyFacts, Delivery, ObservedBody } from './observed-body.ts'
import { ReadAhead } from './read-ahead.ts'

/**
 * Pause between two reads of the copy of a stream. Pauses are long, because JavaScript for each
 * event would triple the cost of the call. They are short at first and after much data, because the
 * unread part of the copy is held in memory.
 */
const PAUSE_MS = { busy: 10, least: 100, most: 1_000 }

/** Bytes between two pauses after which more data is to be expected, so that the next pause is short. */
const BUSY_BYTES = 65_536

/** Bytes between two pauses after which there are no more pauses: the unread part of the copy would be large. */
const BULK_BYTES = 1_048_576

/**
 * Bytes of a stream without pauses after which it is not observed any more: the client may take them
 * faster than JavaScript reads the copy. No text comes near this length so fast.
 */
const BULK_OBSERVED_BYTES = 8_388_608

/** Characters at the end of a read that may belong to an event which is still arriving. */
const CARRY_CHARACTERS = 8_192

/**
 * Passes a stream on by a native pipe, so that its pieces flow without JavaScript, and reads a copy
 * of it from time to time. The copy shows stalls and error events. The pipe shows how the delivery
 * ended. When the origin breaks off or stalls, the client's body is errored, never closed as if it
 * were whole. A slow client slows the origin down.
 */
export function observeEventStream(
  body: ReadableStream<Uint8Array>,
  facts: BodyFacts
): ObservedBody {
  const { readable, writable } = pipeOf(facts.length)
  const [sent, taken] = readable.tee()
  return { readable: sent, ended: passOn(body, writable, taken, facts) }
}

/** Passes on what is left of a stream. `taken` is a copy of what goes to the client. */
export function passOn(
  body: ReadableStream<Uint8Array>,
  writable: WritableStream<Uint8Array>,
  taken: ReadableStream<Uint8Array>,
  facts: BodyFacts
): Promise<BodyEnd> {
  const [passed, copy] = body.tee()
  const stall = new AbortController()
  const piped = passed.pipeTo(writable, { signal: stall.signal })
  const delivered = piped.then(
    (): Delivery => 'delivered',
    (): Delivery => causeOfBreak(facts, stall)
  )
  const onStall = () => stall.abort(new Error('the origin stalled'))
  return endOf(delivered, new Sampler(copy, new ReadAhead(taken), facts, onStall))
}

async function endOf(delivered: Promise<Delivery>, sampler: Sampler): Promise<BodyEnd> {
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
  readonly #ahead: ReadAhead
  readonly #kind: StreamKind | undefined
  readonly #idleTimeoutMs: number
  readonly #onStall: () => void
  readonly #onProgress: (isObserved: boolean) => void
  readonly #decoder = new TextDecoder()
  #wake: () => void = () => undefined
  #isHurried = false
  #isBulk = false
  #watchedBytes = 0
  #lookedBytes = 0
  #restMs = PAUSE_MS.least
  #carry = ''
  #error: EventError | undefined

  constructor(
    copy: ReadableStream<Uint8Array>,
    ahead: ReadAhead,
    facts: BodyFacts,
    onStall: () => void
  ) {
    this.#reader = copy.getReader({ mode: 'byob' })
    this.#ahead = ahead
    this.#kind = facts.stream
    this.#idleTimeoutMs = facts.idleTimeoutMs
    this.#onStall = onStall
    this.#onProgress = facts.onProgress
  }

  /** Reads until the copy ends or breaks. Returns the first error event, if there was one. */
  async run(): Promise<EventError | undefined> {
    let memory: ArrayBufferLike = firstMemory()
    try {
      for (;;) {
        const { done, value } = await this.#read(memory)
        if (done) break
        this.#look(value)
        memory = memoryAfter(value)
        this.#watchedBytes += value.byteLength
        this.#lookedBytes += value.byteLength
        this.#isBulk ||= this.#lookedBytes > BULK_BYTES
        if (this.#isBulk && this.#watchedBytes > BULK_OBSERVED_BYTES) {
          this.#onProgress(false)
          this.stop()
          break
        }
        await this.#follow()
        this.#onProgress(true)
        if (value.byteLength < value.buffer.byteLength && !this.#isHurried) await this.#rest()
      }
    } catch {
      // The copy breaks with its stream. The pipe shows how the stream ended.
    }
    return this.#error
  }

  /** Reads the rest of the copy at once, after the stream was delivered. */
  finish(): void {
    this.#isHurried = true
    this.#ahead.stop()
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

  /** Waits for a client that is slower than its origin. */
  async #follow(): Promise<void> {
    if (!this.#ahead.isFar(this.#watchedBytes)) return
    this.#onProgress(false)
    await this.#ahead.follow(this.#watchedBytes)
  }

  #look(bytes: Uint8Array): void {
    if (this.#kind === undefined || this.#error !== undefined) return
    const text = this.#carry + this.#decoder.decode(bytes, { stream: true })
    this.#error = eventErrorIn(this.#kind, text)
    this.#carry = text.slice(-CARRY_CHARACTERS)
  }

  async #rest(): Promise<void> {
    if (this.#isBulk) return
    const ms = this.#lookedBytes > BUSY_BYTES ? PAUSE_MS.busy : this.#restMs
    this.#restMs = Math.min(PAUSE_MS.most, Math.max(PAUSE_MS.least, ms * 2))
    this.#lookedBytes = 0
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
