import type { OutgoingHttpHeaders } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { send, type Answer, type Sent } from './client.ts'
import { startOrigin, type Header, type Taken, type WireOrigin } from './origin.ts'
import { startRouter, type WireRouter } from './router.ts'

/** What an origin answers with. */
export interface Reply {
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders | readonly Header[]
  readonly body?: string | Uint8Array
}

/** One router with one origin, of which both colors of the model `chat` are made. */
export interface Route {
  readonly origin: () => WireOrigin
  readonly router: () => WireRouter
  /** Sends a call and hands over what the origin sees of it, before there is an answer. */
  readonly open: (path: string, sent?: Sent) => Promise<Opened>
  /** A whole call: sent, seen by the origin, and answered by `reply`. */
  readonly exchange: (path: string, sent?: Sent, reply?: Reply) => Promise<Exchanged>
}

export interface Opened {
  readonly taken: Taken
  readonly answering: Promise<Answer>
}

export interface Exchanged {
  readonly taken: Taken
  readonly answer: Answer
}

/** Sets up a route for a file of tests; `vars` are further settings of the model, `basePath` that of its origins. */
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

/** Answers a call as a whole. */
export function answerWith({ response }: Taken, { status = 200, headers = {}, body }: Reply): void {
  const flat = isList(headers) ? headers.flat() : headers
  response.writeHead(status, flat).end(body)
}

/** Sends a call through a router and waits until the origin has it; throws when the router answers on its own. */
export async function opened(
  router: WireRouter,
  origin: WireOrigin,
  path: string,
  sent: Sent = {}
): Promise<Opened> {
  origin.forget()
  const answering = send(router.url, path, sent)
  const taking = origin.take()
  const first = await Promise.race([taking.taken, answering])
  if ('request' in first) return { taken: first, answering }
  taking.forget()
  const said = String(await first.body())
  throw new Error(`the router answered ${first.status} itself: ${said}`)
}

function isList(headers: Reply['headers']): headers is readonly Header[] {
  return Array.isArray(headers)
}
