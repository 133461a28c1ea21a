import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { portOf } from './listening.ts'

/** A call as the origin received it. The test answers it on `response` or on the raw `socket`. */
export interface Taken {
  readonly method: string
  /** Path and query of the request line, unchanged. */
  readonly target: string
  readonly headers: readonly Header[]
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket
  /** Resolves when the answer has ended or the client has disconnected. */
  readonly left: Promise<unknown>
}

/** A header as sent on the wire. */
export type Header = readonly [name: string, value: string]

/** A wait for the next call. `forget` cancels it. */
export interface PendingCall {
  readonly taken: Promise<Taken>
  readonly forget: () => void
}

/** An origin on its own port. The test answers every call. */
export interface WireOrigin {
  readonly url: string
  /**
   * Takes the first untaken call, or waits for the next. The origin answers readiness probes
   * itself.
   */
  readonly take: () => PendingCall
  /**
   * Drops what an earlier test left: calls that were not taken, and waits for calls that never
   * came.
   */
  readonly forget: () => void
  /** Returns the number of calls so far. */
  readonly calls: () => number
  readonly stop: () => Promise<void>
}

export async function startOrigin(): Promise<WireOrigin> {
  const arrived: Taken[] = []
  const waiting = new Set<(taken: Taken) => void>()
  const received = { count: 0 }
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/v2/health/ready') === true) {
      response.end()
      return
    }
    received.count++
    const taken = takenOf(request, response)
    const [next] = waiting
    if (next === undefined) {
      arrived.push(taken)
      return
    }
    waiting.delete(next)
    next(taken)
  })
  server.keepAliveTimeout = 120_000
  server.requestTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    calls: () => received.count,
    take: () => {
      const { promise, resolve } = Promise.withResolvers<Taken>()
      const first = arrived.shift()
      if (first === undefined) waiting.add(resolve)
      else resolve(first)
      return { taken: promise, forget: () => waiting.delete(resolve) }
    },
    forget: () => {
      waiting.clear()
      for (const { socket } of arrived.splice(0)) socket.destroy()
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Returns all values of a header, in the order in which they were sent. */
export function valuesOf(headers: readonly Header[], name: string): readonly string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

/** Turns Node's flat list of names and values into pairs. */
export function pairsOf(raw: readonly string[]): readonly Header[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []))
}

function takenOf(request: IncomingMessage, response: ServerResponse): Taken {
  const { socket } = request
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: pairsOf(request.rawHeaders),
    request,
    response,
    socket,
    left: new Promise((resolve) => response.once('close', resolve)),
  }
}
