import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Reply, StreamReply, WholeReply } from './http.ts'
import type { Modes } from './fault-injection.ts'

/** Writes a reply the way the struck modes want it; ends early when `signal` says the client left. */
export async function deliver(
  response: ServerResponse,
  reply: Reply,
  struck: Modes,
  signal: AbortSignal
): Promise<void> {
  if (struck.slow !== undefined) await setTimeout(struck.slow.firstByteMs, undefined, { signal })
  if (struck.cut !== undefined && (struck.cut.afterBytes ?? struck.cut.afterChunks) === 0) {
    response.destroy()
    return
  }
  if (reply.kind === 'stream') return deliverStream(response, reply, struck, signal)
  await deliverWhole(response, reply, struck, signal)
}

/** A whole answer has no chunks to count: it is cut or stalls in its middle. */
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
    return silence(signal)
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
    if (stall !== undefined && chunks >= stall.afterChunks) return silence(signal)
    const left = leftBeforeCut(cut, chunks, Buffer.byteLength(chunk), bytes)
    if (left !== undefined) return cutAfter(response, Buffer.from(chunk).subarray(0, left))
    await write(response, chunk, signal)
    chunks += 1
    bytes += Buffer.byteLength(chunk)
  }
  response.end()
}

/** How much of the next chunk still goes out, when the cut falls into it or before it. */
function leftBeforeCut(cut: Modes['cut'], chunks: number, length: number, bytes: number) {
  if (cut === undefined) return undefined
  if (cut.afterBytes === undefined) return chunks >= cut.afterChunks ? 0 : undefined
  return bytes + length > cut.afterBytes ? cut.afterBytes - bytes : undefined
}

async function write(response: ServerResponse, chunk: string | Uint8Array, signal: AbortSignal) {
  if (!response.write(chunk)) await once(response, 'drain', { signal })
}

/** The part that went out before must reach the client, or the cut would look like a refusal. */
async function cutAfter(response: ServerResponse, part: Uint8Array): Promise<void> {
  response.flushHeaders()
  await new Promise((sent) => response.write(part, sent))
  response.destroy()
}

/** Nothing more, until the client gives up. */
export async function silence(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
