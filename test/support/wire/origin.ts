import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { portOf } from './listening.ts'

/** A call as it reached the origin, still to be answered, on `response` or on the bare `socket`. */
export interface Taken {
  readonly method: string
  /** Path and query as they stood on the request line. */
  readonly target: string
  readonly headers: readonly Header[]
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket
  /** Resolves when the answer is over, because it ended or because nobody is there any more. */
  readonly left: Promise<unknown>
}

/** A header as it stood on the wire. */
export type Header = readonly [name: string, value: string]

/** A call that is waited for, until `forget` gives up on it. */
export interface Taking {
  readonly taken: Promise<Taken>
  readonly forget: () => void
}

/** An origin on a port of its own whose every call is answered by the test itself. */
export interface WireOrigin {
  readonly url: string
  /** The next call that nobody has taken yet. Probes of readiness are answered without the test. */
  readonly take: () => Taking
  /** Lets go of what an earlier test left behind: calls that nobody took, and waiting for calls that never came. */
  readonly forget: () => void
  /** How many calls have come so far. */
  readonly calls: () => number
  readonly stop: () => Promise<void>
}

export async function startOrigin(): Promise<WireOrigin> {
  const arrived: Taken[] = []
  const waiting = new Set<(taken: Taken) => void>()
  const came = { count: 0 }
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/v2/health/ready') === true) {
      response.end()
      return
    }
    came.count++
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
    calls: () => came.count,
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

/** The values of a header, one for each time that it was sent. */
export function valuesOf(headers: readonly Header[], name: string): readonly string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

/** Node's flat list of names and values, in pairs. */
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
