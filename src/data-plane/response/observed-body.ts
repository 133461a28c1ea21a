import type { EventError, StreamKind } from '../../core/outcomes/stream-error.ts'

/** How the delivery of a body ended. */
export type Delivery = 'delivered' | 'cut' | 'idle_timeout' | 'client_left'

/** A body on its way to the client, and a promise of its end. `ended` never rejects. */
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
  /** Length in bytes, when the origin sends it. */
  readonly length: number | undefined
  /** The kind of event stream, when its events may be read. */
  readonly stream: StreamKind | undefined
  readonly idleTimeoutMs: number
  /**
   * Aborts when the client leaves. A broken read and a broken write look the same on this platform.
   */
  readonly client: AbortSignal
  /**
   * Called when a piece of the body came. `isObserved` is false when no further piece will be
   * observed.
   */
  readonly onProgress: (isObserved: boolean) => void
}
