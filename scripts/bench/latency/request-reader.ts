/** Splits the bytes of a connection into requests. Supports only the parts of HTTP/1.1 that the benchmark needs. */
export class RequestReader {
  #text = ''

  /** Returns the requests, head and body, that these bytes complete. */
  take(bytes: Buffer): readonly string[] {
    this.#text += bytes.toString('latin1')
    const complete: string[] = []
    for (let end = endOf(this.#text); end !== undefined; end = endOf(this.#text)) {
      complete.push(this.#text.slice(0, end))
      this.#text = this.#text.slice(end)
    }
    return complete
  }
}

/** Returns the end of the first request in a text; undefined while it is incomplete. */
function endOf(text: string): number | undefined {
  const bodyAt = text.indexOf('\r\n\r\n') + 4
  if (bodyAt === 3) return undefined
  const head = text.slice(0, bodyAt).toLowerCase()
  const end = head.includes('transfer-encoding: chunked')
    ? text.indexOf('0\r\n\r\n', bodyAt - 1) + 5
    : bodyAt + Number(/content-length: *(\d+)/.exec(head)?.[1] ?? 0)
  return end < bodyAt || end > text.length ? undefined : end
}
