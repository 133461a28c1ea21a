import type { EventError, StreamKind } from '../../core/outcomes/stream-error.ts'

/** How the delivery of a body ended. */
export type Delivery = 'delivered' | 'cut' | 'idle_timeout' | 'client_left'

/** A body on its way to the client, and the news of its end. `ended` never rejects. */
export interface ObservedBody {
  readonly readable: ReadableStream
  readonly ended: Promise<BodyEnd>
}

/** How a body ended, and the error event in it, if there was one. */
export interface BodyEnd {
  readonly delivery: Delivery
  readonly eventError: EventError | undefined
}

/** What is known of a body before it is read. */
export interface BodyFacts {
  /** Its length in bytes, when the origin says it. */
  readonly length: number | undefined
  /** The kind of event stream whose events may be looked at. */
  readonly stream: StreamKind | undefined
  readonly idleTimeoutMs: number
  /** Aborts when the client goes away: a broken read and a broken write look the same on this platform. */
  readonly client: AbortSignal
  /** Called when a piece of the body came: whether further pieces will be observed. */
  readonly onProgress: (isObserved: boolean) => void
}
