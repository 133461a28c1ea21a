import { request as open, type ClientRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pairsOf, valuesOf, type Header } from './origin.ts'

/** A request that goes out exactly as it is written here: no path is tidied up and no header added but the framing. */
export interface Sent {
  readonly method?: string
  readonly headers?: readonly Header[]
  /** A stream goes out in chunks, anything else with its length. */
  readonly body?: Uint8Array | string | Readable
}

/** An answer as it came over the wire: nothing followed, decoded or merged. */
export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly Header[]
  /** The one value of a header. */
  readonly header: (name: string) => string | undefined
  readonly stream: IncomingMessage
  /** The body to its end; rejects when it was broken off. */
  readonly body: () => Promise<Buffer>
  /** Goes away without reading on. */
  readonly leave: () => void
}

/** A call that is under way. */
export interface Started {
  readonly answer: Promise<Answer>
  /** Goes away, whether or not there is an answer yet. */
  readonly leave: () => void
  /** Goes away without a word: the connection is reset. */
  readonly reset: () => void
}

/** Sends a request on a connection of its own and resolves with the head of the answer. */
export function send(url: string, path: string, sent: Sent = {}): Promise<Answer> {
  return started(url, path, sent).answer
}

/** The same, for a client that may go away before it has its answer. */
export function started(url: string, path: string, sent: Sent): Started {
  const { method = 'GET', headers = [], body } = sent
  const { hostname, port, host } = new URL(url)
  const own = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : ['Host', host]
  const flat = [...own, ...headers.flat(), ...framingOf(headers, body)]
  const request = open({
    hostname,
    port,
    path,
    method,
    headers: flat,
    agent: false,
    setDefaultHeaders: false,
  })
  const answer = answerTo(request)
  if (body instanceof Readable) body.pipe(request)
  else request.end(body === undefined ? undefined : Buffer.from(body))
  return { answer, leave: () => request.destroy(), reset: () => request.socket?.resetAndDestroy() }
}

/** Nothing where the headers say it themselves. */
function framingOf(headers: readonly Header[], body: Sent['body']): readonly string[] {
  if (body === undefined || headers.some(([name]) => name === 'content-length')) return []
  if (body instanceof Readable) return ['Transfer-Encoding', 'chunked']
  return ['Content-Length', String(Buffer.byteLength(body))]
}

async function answerTo(request: ClientRequest): Promise<Answer> {
  const stream = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
  const headers = pairsOf(stream.rawHeaders)
  return {
    status: stream.statusCode ?? 0,
    statusText: stream.statusMessage ?? '',
    headers,
    header: (name) => valuesOf(headers, name)[0],
    stream,
    body: () => wholeOf(stream),
    leave: () => stream.destroy(),
  }
}

/** All that a stream gives; rejects when it breaks off. */
export async function wholeOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
