import { request as open, type ClientRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pairsOf, valuesOf, type Header } from './origin.ts'

/**
 * A request that is sent exactly as given: the path is not normalised, and only framing headers are
 * added.
 */
export interface Sent {
  readonly method?: string
  readonly headers?: readonly Header[]
  /** A stream is sent chunked, any other body with its length. */
  readonly body?: Uint8Array | string | Readable
}

/** An answer as received: redirects not followed, body not decoded, headers not merged. */
export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly Header[]
  /** Returns the first value of a header. */
  readonly header: (name: string) => string | undefined
  readonly stream: IncomingMessage
  /** Reads the whole body; rejects when it is cut off. */
  readonly body: () => Promise<Buffer>
  /** Disconnects without reading the rest. */
  readonly leave: () => void
}

/** A call in progress. */
export interface StartedCall {
  readonly answer: Promise<Answer>
  /** Disconnects, before or after the answer. */
  readonly leave: () => void
  /** Resets the connection. */
  readonly reset: () => void
}

/** Sends a request on its own connection; resolves when the answer's headers arrive. */
export function send(url: string, path: string, sent: Sent = {}): Promise<Answer> {
  return started(url, path, sent).answer
}

/** Like `send`, for a client that may disconnect before the answer. */
export function started(url: string, path: string, sent: Sent): StartedCall {
  const { method = 'GET', headers = [], body } = sent
  const { hostname, port, host } = new URL(url)
  const hostHeader = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : ['Host', host]
  const flat = [...hostHeader, ...headers.flat(), ...framingOf(headers, body)]
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

/** Returns the framing headers; empty when `headers` already has a length. */
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

/** Reads a whole stream; rejects when it is cut off. */
export async function wholeOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
