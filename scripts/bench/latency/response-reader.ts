const LAST_CHUNK = '\r\n0\r\n\r\n'

/** Finds the end of each response on a connection. Supports only the parts of HTTP/1.1 that the benchmark needs. */
export class ResponseReader {
  #head = ''
  #isInBody = false
  /** Bytes of the body that have not arrived; undefined when it is chunked. */
  #remaining: number | undefined
  #tail = ''

  /** Returns whether these bytes complete the response. Throws when the status is not 200. */
  take(bytes: Buffer): boolean {
    return this.#isInBody ? this.#takeBody(bytes) : this.#takeHead(bytes)
  }

  #takeHead(bytes: Buffer): boolean {
    const received = this.#head + bytes.toString('latin1')
    const bodyAt = received.indexOf('\r\n\r\n') + 4
    this.#head = bodyAt === 3 ? received : received.slice(0, bodyAt)
    if (bodyAt === 3) return false
    if (!this.#head.startsWith('HTTP/1.1 200'))
      throw new Error(`answered ${received.slice(0, 400)}`)
    const length = /content-length: *(\d+)/i.exec(this.#head)?.[1]
    this.#remaining = length === undefined ? undefined : Number(length)
    this.#isInBody = true
    this.#tail = '\r\n'
    return this.#takeBody(bytes.subarray(bytes.length - (received.length - bodyAt)))
  }

  #takeBody(bytes: Buffer): boolean {
    const isLast = this.#remaining === undefined ? this.#endsChunks(bytes) : this.#endsLength(bytes)
    if (isLast) this.#reset()
    return isLast
  }

  #endsLength(bytes: Buffer): boolean {
    this.#remaining = (this.#remaining ?? 0) - bytes.length
    return this.#remaining <= 0
  }

  #endsChunks(bytes: Buffer): boolean {
    const end = bytes.subarray(-LAST_CHUNK.length).toString('latin1')
    this.#tail = (this.#tail + end).slice(-LAST_CHUNK.length)
    return this.#tail === LAST_CHUNK
  }

  #reset(): void {
    this.#head = ''
    this.#isInBody = false
  }
}
