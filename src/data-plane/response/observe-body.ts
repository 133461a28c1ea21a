import { firstMemory, memoryAfter, pipeOf } from '../body-framing.ts'
import type { BodyFacts, Delivery, ObservedBody } from './observed-body.ts'

/**
 * Passes a body on, chunk by chunk, and tells how it ended. When the origin breaks off or stalls,
 * the client's body is errored, never closed as if it were whole. A slow client slows the origin
 * down; at most one chunk is held.
 */
export function observeBody(body: ReadableStream<Uint8Array>, facts: BodyFacts): ObservedBody {
  const pipe = pipeOf(facts.length)
  const ended = pump(body, pipe.writable, facts)
  return {
    readable: pipe.readable,
    ended: ended.then((delivery) => ({ delivery, eventError: undefined })),
  }
}

async function pump(
  body: ReadableStream<Uint8Array>,
  writable: WritableStream<Uint8Array>,
  facts: BodyFacts
): Promise<Delivery> {
  const reader = body.getReader({ mode: 'byob' })
  const writer = writable.getWriter()
  let memory: ArrayBufferLike = firstMemory(facts.length)
  try {
    for (;;) {
      const chunk = await readWithTimeout(reader, memory, facts.idleTimeoutMs)
      if (chunk === 'stalled') {
        await stop(reader, writer)
        return 'idle_timeout'
      }
      if (chunk.done) break
      facts.onProgress(true)
      await writer.write(chunk.value)
      // The client has the written bytes: the next chunk uses the same memory.
      memory = memoryAfter(chunk.value)
    }
    await writer.close()
    return 'delivered'
  } catch {
    // The read or the write failed: `client` tells which side left.
    await stop(reader, writer)
    return facts.client.aborted ? 'client_left' : 'cut'
  }
}

async function readWithTimeout(
  reader: ReadableStreamBYOBReader,
  memory: ArrayBufferLike,
  ms: number
) {
  const stalled = Promise.withResolvers<'stalled'>()
  const timer = setTimeout(() => stalled.resolve('stalled'), ms)
  try {
    return await Promise.race([reader.read(new Uint8Array(memory)), stalled.promise])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Stops the origin, and errors the client's body so that the client does not take it for a whole
 * one.
 */
async function stop(
  reader: ReadableStreamBYOBReader,
  writer: WritableStreamDefaultWriter
): Promise<void> {
  const reason = new Error('the answer broke off')
  await Promise.allSettled([writer.abort(reason), reader.cancel(reason)])
}
