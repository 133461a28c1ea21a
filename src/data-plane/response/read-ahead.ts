/** Bytes that a copy may be ahead of the client. They are held in memory until the client takes them. */
const AHEAD_BYTES = 32_768

const MEMORY_BYTES = 16_384

/**
 * Keeps the reader of a copy near the client. Reading a copy pulls data from the origin whether the
 * client takes it or not. `taken` is another copy, of what goes to the client: it brings data only
 * as fast as the client takes it.
 */
export class ReadAhead {
  readonly #reader: ReadableStreamBYOBReader
  #memory: ArrayBufferLike | undefined
  #takenBytes = 0

  constructor(taken: ReadableStream<Uint8Array>) {
    this.#reader = taken.getReader({ mode: 'byob' })
  }

  /** Whether the client has taken too few of so many bytes, as far as it is known. */
  isFar(bytes: number): boolean {
    return bytes - this.#takenBytes > AHEAD_BYTES
  }

  /** Waits until the client has taken nearly so many bytes. It may take any time. */
  async follow(bytes: number): Promise<void> {
    while (this.isFar(bytes)) {
      this.#memory ??= new ArrayBuffer(MEMORY_BYTES)
      const { done, value } = await this.#reader.read(new Uint8Array(this.#memory))
      if (done) return
      this.#takenBytes += value.byteLength
      this.#memory = value.buffer
    }
  }

  /** Cancels the copy, so that it holds nothing. */
  stop(): void {
    // A copy that broke already cannot be cancelled, and need not be.
    this.#reader.cancel().catch(() => undefined)
  }
}
