import { createServer, type Socket } from 'node:net'
import { stopWithParent } from '../../models/lifetime.ts'
import { eventAt, sharedNow, streamEnd, streamHeads, wholeAnswers } from './answers.ts'
import { RequestReader } from './request-reader.ts'
import { EVENT_EVERY_MS, EVENTS } from './scenarios.ts'

// The origin of the benchmark. It uses plain sockets because its own CPU cost must be small.

interface Stream {
  readonly socket: Socket
  left: number
}

/** Streams by their phase in milliseconds within the event interval, so that events of different streams are spread out. */
const phases = Array.from({ length: EVENT_EVERY_MS }, () => new Set<Stream>())
let started = 0
let tick = 0

const server = createServer((socket) => {
  const reader = new RequestReader()
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    for (const request of reader.take(bytes)) answer(socket, request)
  })
})

setInterval(() => {
  tick += 1
  const streams = phaseOf(tick)
  if (streams.size === 0) return
  const event = eventAt(sharedNow())
  for (const stream of streams) writeNext(stream, streams, event)
}, 1)

stopWithParent(() => process.exit(0))
server.listen(Number(process.argv[2]), '127.0.0.1')

function answer(socket: Socket, request: string): void {
  const head = streamHeadOf(request)
  if (head !== undefined) {
    socket.write(head)
    started += 1
    phaseOf(started).add({ socket, left: EVENTS })
    return
  }
  socket.write(request.includes('bench-64k') ? wholeAnswers.large : wholeAnswers.small)
}

function streamHeadOf(request: string): Buffer | undefined {
  if (request.includes('bench-sse')) return streamHeads.sse
  return request.includes('bench-chunks') ? streamHeads.chunks : undefined
}

function writeNext(stream: Stream, streams: Set<Stream>, event: Buffer): void {
  stream.left -= 1
  if (stream.socket.destroyed || stream.left < 0) streams.delete(stream)
  if (!stream.socket.destroyed) stream.socket.write(stream.left < 0 ? streamEnd : event)
}

function phaseOf(count: number): Set<Stream> {
  return phases[count % EVENT_EVERY_MS] ?? new Set()
}
