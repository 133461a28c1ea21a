import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Reply, StreamReply, WholeReply } from './http.ts'
import type { Modes } from './fault-injection.ts'

/**
 * Writes a reply with the injected faults. Stops early when `signal` aborts because the client
 * disconnected.
 */
export async function deliver(
  response: ServerResponse,
  reply: Reply,
  faults: Modes,
  signal: AbortSignal
): Promise<void> {
  if (faults.slow !== undefined) await setTimeout(faults.slow.firstByteMs, undefined, { signal })
  if (faults.cut !== undefined && (faults.cut.afterBytes ?? faults.cut.afterChunks) === 0) {
    response.destroy()
    return
  }
  if (reply.kind === 'stream') return deliverStream(response, reply, faults, signal)
  await deliverWhole(response, reply, faults, signal)
}

/** Writes a whole answer. It has no chunks, so a cut or a stall happens halfway. */
async function deliverWhole(
  response: ServerResponse,
  reply: WholeReply,
  { cut, stall }: Modes,
  signal: AbortSignal
): Promise<void> {
  const body = Buffer.from(reply.body)
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.byteLength })
  const half = Math.floor(body.byteLength / 2)
  if (stall !== undefined) {
    await write(response, body.subarray(0, half), signal)
    return waitForDisconnect(signal)
  }
  if (cut !== undefined) return cutAfter(response, body.subarray(0, cut.afterBytes ?? half))
  response.end(body)
}

async function deliverStream(
  response: ServerResponse,
  reply: StreamReply,
  { cut, stall, errorEvent, slow }: Modes,
  signal: AbortSignal
): Promise<void> {
  response.writeHead(200, reply.headers)
  response.flushHeaders()
  let chunks = 0
  let bytes = 0
  for await (const chunk of reply.chunks) {
    if (slow !== undefined) await setTimeout(slow.perChunkMs, undefined, { signal })
    if (errorEvent !== undefined && chunks >= errorEvent.afterChunks) {
      response.end(reply.errorEvent(errorEvent.status, 'the model failed while it was answering'))
      return
    }
    if (stall !== undefined && chunks >= stall.afterChunks) return waitForDisconnect(signal)
    const rest = bytesBeforeCut(cut, chunks, Buffer.byteLength(chunk), bytes)
    if (rest !== undefined) return cutAfter(response, Buffer.from(chunk).subarray(0, rest))
    await write(response, chunk, signal)
    chunks += 1
    bytes += Buffer.byteLength(chunk)
  }
  response.end()
}

/**
 * Returns the bytes of the next chunk to send before the cut; undefined when the cut comes later.
 */
function bytesBeforeCut(cut: Modes['cut'], chunks: number, length: number, bytes: number) {
  if (cut === undefined) return undefined
  if (cut.afterBytes === undefined) return chunks >= cut.afterChunks ? 0 : undefined
  return bytes + length > cut.afterBytes ? cut.afterBytes - bytes : undefined
}

async function write(response: ServerResponse, chunk: string | Uint8Array, signal: AbortSignal) {
  if (!response.write(chunk)) await once(response, 'drain', { signal })
}

/**
 * Waits until `part` is sent before the cut. Otherwise the client would see a refusal, not a cut.
 */
async function cutAfter(response: ServerResponse, part: Uint8Array): Promise<void> {
  response.flushHeaders()
  await new Promise((sent) => response.write(part, sent))
  response.destroy()
}

/** Sends nothing until the client disconnects. */
export async function waitForDisconnect(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
