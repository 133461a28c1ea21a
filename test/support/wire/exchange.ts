import type { OutgoingHttpHeaders } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { send, type Answer, type Sent } from './client.ts'
import { startOrigin, type Header, type Taken, type WireOrigin } from './origin.ts'
import { startRouter, type WireRouter } from './router.ts'

/** An answer for an origin to send. */
export interface Reply {
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders | readonly Header[]
  readonly body?: string | Uint8Array
}

/** One router with one origin, which serves both colors of the model `chat`. */
export interface Route {
  readonly origin: () => WireOrigin
  readonly router: () => WireRouter
  /** Sends a call; resolves with the call as the origin received it, before the answer. */
  readonly open: (path: string, sent?: Sent) => Promise<OpenCall>
  /** Sends a call, answers it at the origin with `reply`, and waits for the answer. */
  readonly exchange: (path: string, sent?: Sent, reply?: Reply) => Promise<Exchange>
}

/** A call that the origin has received and not answered. */
export interface OpenCall {
  readonly taken: Taken
  readonly answering: Promise<Answer>
}

/** A call as the origin received it, with the answer that the client received. */
export interface Exchange {
  readonly taken: Taken
  readonly answer: Answer
}

/**
 * Sets up a route for a test file. `vars` are further settings of the model, `basePath` is the
 * origins' base path.
 */
export function routed(vars: object = {}, basePath = ''): Route {
  let origin: WireOrigin
  let router: WireRouter
  beforeAll(async () => {
    origin = await startOrigin()
    const url = origin.url + basePath
    router = await startRouter({ chat: { path: '/chat', blue: url, green: url, ...vars } })
  })
  afterAll(async () => {
    await router.stop()
    await origin.stop()
  })
  const open = (path: string, sent: Sent = {}) => opened(router, origin, path, sent)
  return {
    origin: () => origin,
    router: () => router,
    open,
    exchange: async (path, sent, reply = {}) => {
      const { taken, answering } = await open(path, sent)
      answerWith(taken, reply)
      return { taken, answer: await answering }
    },
  }
}

/** Answers a call with the whole reply. */
export function answerWith({ response }: Taken, { status = 200, headers = {}, body }: Reply): void {
  const flat = isList(headers) ? headers.flat() : headers
  response.writeHead(status, flat).end(body)
}

/**
 * Sends a call through a router; resolves when the origin has received it. Throws when the router
 * answers itself.
 */
export async function opened(
  router: WireRouter,
  origin: WireOrigin,
  path: string,
  sent: Sent = {}
): Promise<OpenCall> {
  origin.forget()
  const answering = send(router.url, path, sent)
  const pending = origin.take()
  const first = await Promise.race([pending.taken, answering])
  if ('request' in first) return { taken: first, answering }
  pending.forget()
  const body = String(await first.body())
  throw new Error(`the router answered ${first.status} itself: ${body}`)
}

function isList(headers: Reply['headers']): headers is readonly Header[] {
  return Array.isArray(headers)
}
