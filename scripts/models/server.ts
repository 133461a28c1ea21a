import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { readBody } from './body.ts'
import { control, CONTROL_PATH, type Controlled } from './control.ts'
import { zeroCounters, type Counters } from './control-state.ts'
import { deliver } from './delivery.ts'
import { json, type ErrorDialect, type Reply, type Route } from './http.ts'
import { stopWithParent } from './lifetime.ts'
import { callModes, newMisbehaviour, type Modes } from './fault-injection.ts'

export type ModelServer = {
  readonly name: string
  readonly port: number
  /** Readiness takes at least this long, as it does for models that are larger. */
  readonly loadMs: number
  readonly dialectOf: (path: string) => ErrorDialect
  /** Loads the model and gives its routes; `onWork` counts tokens or frames. */
  readonly load: (onWork: () => void) => Promise<readonly Route[]>
}

type Running = ModelServer & Controlled & { routes: readonly Route[] | undefined }

/** Listens on 127.0.0.1 at once, answers 503 until the model is loaded, and says when it is. */
export function runModelServer(model: ModelServer): void {
  const counters = zeroCounters()
  const running: Running = {
    ...model,
    counters,
    misbehaviour: newMisbehaviour(),
    routes: undefined,
    isReady: () => running.routes !== undefined,
  }
  const server = createServer((request, response) => {
    answer(running, request, response).catch(() => response.destroy())
  })
  // Longer than clients and routers keep idle connections, so that none is closed under a call.
  server.keepAliveTimeout = 120_000
  server.on('error', (error) => exitWith(explain(error, model.port)))
  stopWithParent(() => process.exit(0))

  server.listen(model.port, '127.0.0.1', async () => {
    const [routes] = await Promise.all([
      model.load(() => (counters.work += 1)),
      setTimeout(model.loadMs),
    ])
    running.routes = routes
    console.log(`ready http://127.0.0.1:${model.port} ${model.name}`)
  })
}

async function answer(running: Running, request: IncomingMessage, response: ServerResponse) {
  const path = (request.url ?? '/').replace(/\?.*$/s, '')
  if (path === CONTROL_PATH) return deliverOwn(response, await control(request, running))
  if (path === '/v2/health/live') return deliverOwn(response, json({ live: true }))
  if (path === '/v2/health/ready') return deliverOwn(response, readiness(running))
  await answerCall(running, path, request, response)
}

async function deliverOwn(response: ServerResponse, reply: Reply) {
  await deliver(response, reply, {}, new AbortController().signal)
}

function readiness({ misbehaviour, isReady }: Running): Reply {
  const ready = isReady() && misbehaviour.take(['unready']).unready === undefined
  return json({ ready }, ready ? 200 : 503)
}

async function answerCall(
  running: Running,
  path: string,
  request: IncomingMessage,
  response: ServerResponse
) {
  const left = new AbortController()
  const struck = running.misbehaviour.take(callModes)
  account(running.counters, response, struck)
  response.once('close', () => left.abort())
  if (struck.hang !== undefined) {
    // Read to its end all the same: Node does not see a client leave that it does not read from.
    request.resume()
    return
  }
  try {
    const reply = await replyTo(running, path, request, struck, left.signal)
    if (!left.signal.aborted) await deliver(response, reply, struck, left.signal)
  } catch (error) {
    if (left.signal.aborted) return
    console.error(error)
    if (response.headersSent) response.destroy()
    else await deliverOwn(response, running.dialectOf(path)(500, 'internal error'))
  }
}

async function replyTo(
  { dialectOf, routes }: Running,
  path: string,
  request: IncomingMessage,
  struck: Modes,
  signal: AbortSignal
): Promise<Reply> {
  const errorReply = dialectOf(path)
  const body = await readBody(request)
  if (struck.fail !== undefined) {
    const failed = errorReply(struck.fail.status, 'the model failed')
    return { ...failed, headers: { ...failed.headers, ...struck.fail.headers } }
  }
  if (routes === undefined) return errorReply(503, 'the model is still loading')
  if (!body.ok) return errorReply(body.refusal.status, body.refusal.message)

  const method = request.method ?? 'GET'
  const onPath = routes.filter((route) => route.path.test(path))
  const route = onPath.find((candidate) => candidate.method === method)
  if (route !== undefined) {
    const groups = route.path.exec(path)?.slice(1) ?? []
    const call = { method, path, headers: request.headers, body: body.value, signal }
    return wholeFailure(await route.answer(call, groups), struck, errorReply)
  }
  if (onPath.length === 0) return errorReply(404, `there is nothing at ${method} ${path}`)
  const allowed = onPath.map((candidate) => candidate.method).join(', ')
  return errorReply(405, `${method} is not allowed on ${path}, expected ${allowed}`)
}

/** An answer that is not streamed has no place for an error event: it fails as a whole. */
function wholeFailure(reply: Reply, { errorEvent }: Modes, errorReply: ErrorDialect): Reply {
  if (errorEvent === undefined || reply.kind === 'stream') return reply
  return errorReply(errorEvent.status, 'the model failed while it was answering')
}

function account(counters: Counters, response: ServerResponse, struck: Modes) {
  counters.calls += 1
  counters.active += 1
  response.once('close', () => {
    counters.active -= 1
    if (response.writableFinished) counters.completed += 1
    else if (struck.cut !== undefined) counters.cut += 1
    else counters.cancelled += 1
    if (!response.headersSent) return
    counters.statuses[response.statusCode] = (counters.statuses[response.statusCode] ?? 0) + 1
  })
}

function explain(error: Error, port: number): string {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error.message
  return `port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another --port`
}

function exitWith(message: string): never {
  console.error(message)
  process.exit(1)
}
