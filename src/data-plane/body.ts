import type { EventError, StreamKind } from '../core/event-error.ts'
import { eventErrorIn, LOOK_BYTES } from '../core/event-error.ts'

/** How the delivery of a body ended. */
export type Delivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'idle_timeout' }
  | { readonly kind: 'client_left' }

/** A body on its way to the client, and the news of its end. */
export interface Watched {
  readonly readable: ReadableStream
  readonly ended: Promise<WatchedEnd>
}

/** How a body ended, and the error event at its head, if there was one. */
export interface WatchedEnd {
  readonly delivery: Delivery
  readonly eventError: EventError | undefined
}

/** What is known of a body before it is read. */
export interface BodyFacts {
  /** Its length in bytes, when the origin says it. */
  readonly length: number | undefined
  /** The kind of event stream whose head may be looked at. */
  readonly stream: StreamKind | undefined
  readonly idleTimeoutMs: number
}

/**
 * Passes a body on chunk by chunk as it comes, and tells how it ended. When the origin breaks off or stalls, the
 * client's body is errored, never closed as if it were whole: SDKs take a clean end for a complete answer.
 * Reading tells of the origin and writing of the client, which no pipe does on this platform.
 */
export function watch(body: ReadableStream<Uint8Array>, facts: BodyFacts): Watched {
  const { length } = facts
  const pipe = length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length)
  return { readable: pipe.readable, ended: pump(body, pipe.writable, facts) }
}

async function pump(
  body: ReadableStream<Uint8Array>,
  writable: WritableStream<Uint8Array>,
  facts: BodyFacts
): Promise<WatchedEnd> {
  const reader = body.getReader()
  const writer = writable.getWriter()
  const idle = idleClock(facts.idleTimeoutMs, (reason) => reader.cancel(reason))
  const look = new Look(facts.stream)
  const end = (kind: Delivery['kind']): WatchedEnd => ({
    delivery: { kind },
    eventError: look.error,
  })
  try {
    for (;;) {
      const chunk = await reader.read().catch(() => undefined)
      if (chunk === undefined || idle.rang) {
        await writer.abort(new Error('the origin broke off its answer')).catch(() => undefined)
        return end(idle.rang ? 'idle_timeout' : 'cut')
      }
      if (chunk.done) break
      idle.pause()
      look.at(chunk.value)
      await writer.write(chunk.value)
      idle.resume()
    }
    await writer.close()
    return end('delivered')
  } catch {
    // Only writing throws here: the client went away, and the origin need not go on.
    await reader.cancel().catch(() => undefined)
    return end('client_left')
  } finally {
    idle.stop()
  }
}

/**
 * Rings when the origin is waited for longer than `timeoutMs`; waiting for a slow client does not count. One timer
 * serves a whole body: it is set again only when it goes off early.
 */
function idleClock(timeoutMs: number, ring: (reason: Error) => Promise<void>) {
  const clock = { rang: false, pause, resume, stop }
  let waitingSince: number | undefined = Date.now()
  let timer = setTimeout(check, timeoutMs)
  function pause(): void {
    waitingSince = undefined
  }
  function resume(): void {
    waitingSince = Date.now()
  }
  function check(): void {
    const left = waitingSince === undefined ? timeoutMs : waitingSince + timeoutMs - Date.now()
    if (left > 0) {
      timer = setTimeout(check, left)
      return
    }
    clock.rang = true
    ring(new Error('the origin stalled')).catch(() => undefined)
  }
  function stop(): void {
    clearTimeout(timer)
  }
  return clock
}

/** Collects the head of an event stream until it has seen enough of it. */
class Look {
  error: EventError | undefined
  readonly #kind: StreamKind | undefined
  readonly #decoder = new TextDecoder()
  #head = ''

  constructor(kind: StreamKind | undefined) {
    this.#kind = kind
  }

  at(chunk: Uint8Array): void {
    if (this.#kind === undefined || this.error !== undefined) return
    if (this.#head.length >= LOOK_BYTES) return
    this.#head += this.#decoder.decode(chunk.subarray(0, LOOK_BYTES), { stream: true })
    this.error = eventErrorIn(this.#kind, this.#head)
  }
}
