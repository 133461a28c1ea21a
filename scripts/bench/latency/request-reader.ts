/** Cuts what arrives on a connection into requests. Knows just enough of HTTP/1.1 for the benchmark. */
export class RequestReader {
  #text = ''

  /** The requests, head and body, that are complete with these bytes. */
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

/** Where the first request in a text ends; undefined while it is incomplete. */
function endOf(text: string): number | undefined {
  const bodyAt = text.indexOf('\r\n\r\n') + 4
  if (bodyAt === 3) return undefined
  const head = text.slice(0, bodyAt).toLowerCase()
  const end = head.includes('transfer-encoding: chunked')
    ? text.indexOf('0\r\n\r\n', bodyAt - 1) + 5
    : bodyAt + Number(/content-length: *(\d+)/.exec(head)?.[1] ?? 0)
  return end < bodyAt || end > text.length ? undefined : end
}
