import type { Model } from '../../core/routing/model.ts'
import {
  fetchFrom,
  headersOf,
  resultOfRejection,
  resultOfResponse,
  type UpstreamResult,
  type UpstreamRequest,
} from '../upstream/forward.ts'
import { firstMemory, memoryAfter, pipeOf } from '../body-framing.ts'
import { withTimeout } from '../../platform/with-timeout.ts'

/** How the upload of a body ended: all of it went out, or one of the two sides did not continue. */
type UploadEnd = 'sent' | 'client_left' | 'origin_closed' | 'origin_stalled'

/** A body on its way from a client to an origin. */
export interface Upload {
  readonly readable: ReadableStream
  /** Never rejects. */
  readonly ended: Promise<UploadEnd>
  /**
   * Aborts when the client breaks off, or by `breakOff`. An origin would take a body that merely
   * stops for a whole one.
   */
  readonly broken: AbortSignal
  readonly breakOff: () => void
}

/**
 * Passes a body on to an origin, chunk by chunk, and tells which of the two sides broke off: for
 * `fetch` both look the same. `length` is undefined when the client does not send it. An origin
 * that takes nothing for `stallMs` has stalled; a client may take any time. `received` is the part of
 * the body that was read before.
 */
export function observeUpload(
  body: ReadableStream<Uint8Array>,
  length: number | undefined,
  stallMs: number,
  received?: Uint8Array
): Upload {
  const pipe = pipeOf(length)
  const breaking = new AbortController()
  const breakOff = () => breaking.abort(new Error('the body broke off'))
  const writer = pipe.writable.getWriter()
  // No closure holds the received part, so that its memory is free once it is written.
  const pumped =
    received === undefined
      ? pump(body, writer, stallMs)
      : taken(writer.write(received), stallMs).then((end) =>
          end === 'sent' ? pump(body, writer, stallMs) : end
        )
  const ended = pumped.then((end) => {
    if (end === 'client_left') breakOff()
    return end
  })
  return { readable: pipe.readable, ended, broken: breaking.signal, breakOff }
}

/**
 * Sends a call whose body is on its way, and waits for the headers of its answer: at most
 * `model.headerTimeoutMs` after the origin has the whole body. Never rejects. An answer that comes
 * before the end of the body is the final one; it continues although the origin takes no more of
 * the body.
 */
export async function forwardUpload(
  url: string,
  upstreamRequest: UpstreamRequest,
  upload: Upload,
  { headerTimeoutMs }: Model,
  whileWaiting: () => void
): Promise<UpstreamResult> {
  const answered = fetchFrom(url, upstreamRequest).then(resultOfResponse, (error: unknown) =>
    resultOfRejectedUpload(upstreamRequest, upload, error)
  )
  const first = await Promise.race([answered, upload.ended])
  if (typeof first === 'object') return first
  if (first === 'origin_stalled') upload.breakOff()
  return resultOfUploadEnd(first) ?? headersOf(answered, headerTimeoutMs, whileWaiting)
}

/** Returns the result of a call by the end of its upload; undefined when the origin decides it. */
function resultOfUploadEnd(end: UploadEnd): UpstreamResult | undefined {
  switch (end) {
    case 'client_left':
      return { kind: 'client_left' }
    case 'origin_stalled':
      return { kind: 'header_timeout' }
    case 'sent':
    case 'origin_closed':
      return undefined
  }
}

/** Tells an upload that the router broke off from a client that left. */
async function resultOfRejectedUpload(
  { signal }: UpstreamRequest,
  { broken, ended }: Upload,
  error: unknown
): Promise<UpstreamResult> {
  const result = broken.aborted ? resultOfUploadEnd(await ended) : undefined
  return result ?? resultOfRejection(signal, error)
}

async function pump(
  body: ReadableStream<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  stallMs: number
): Promise<UploadEnd> {
  const reader = body.getReader({ mode: 'byob' })
  let memory: ArrayBufferLike = firstMemory()
  for (;;) {
    const chunk = await readInto(memory, reader)
    if (chunk === undefined) return 'client_left'
    const taking = chunk.done ? writer.close() : writer.write(chunk.value)
    const end = await taken(taking, stallMs)
    if (end !== 'sent' || chunk.done) return end
    // The origin has the written bytes: the next chunk uses the same memory.
    memory = memoryAfter(chunk.value)
  }
}

/** Waits until the origin has taken what was written. */
async function taken(writing: Promise<void>, stallMs: number): Promise<UploadEnd> {
  // A write fails when the origin takes no more. The code that sends the call sees whether it
  // answered.
  const end = writing.then(() => 'sent' as const).catch(() => 'origin_closed' as const)
  return (await withTimeout(stallMs, end)) ?? 'origin_stalled'
}

/** Returns undefined when the client stops sending. */
function readInto(
  memory: ArrayBufferLike,
  reader: ReadableStreamBYOBReader
): Promise<ReadableStreamReadResult<Uint8Array> | undefined> {
  // A read fails only when the client stops sending.
  return reader.read(new Uint8Array(memory)).catch(() => undefined)
}
