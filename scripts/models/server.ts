import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { readBody } from './body.ts'
import { control, CONTROL_PATH, type ControlTarget } from './control.ts'
import { zeroCounters, type Counters } from './control-state.ts'
import { deliver } from './delivery.ts'
import { json, type ErrorDialect, type Reply, type Route } from './http.ts'
import { stopWithParent } from './lifetime.ts'
import { callModes, newFaultInjector, type Modes } from './fault-injection.ts'

export type ModelServer = {
  readonly name: string
  readonly port: number
  /** Minimum time until readiness in milliseconds, to imitate larger models. */
  readonly loadMs: number
  readonly dialectOf: (path: string) => ErrorDialect
  /** Loads the model and returns its routes; calls `onWork` for each token or frame. */
  readonly load: (onWork: () => void) => Promise<readonly Route[]>
}

type Running = ModelServer & ControlTarget & { routes: readonly Route[] | undefined }

/**
 * Listens on 127.0.0.1 at once, answers 503 until the model is loaded, then prints a ready line.
 */
export function runModelServer(model: ModelServer): void {
  const counters = zeroCounters()
  const running: Running = {
    ...model,
    counters,
    faultInjector: newFaultInjector(),
    routes: undefined,
    isReady: () => running.routes !== undefined,
  }
  const server = createServer((request, response) => {
    answer(running, request, response).catch(() => response.destroy())
  })
  // Longer than the idle timeout of clients and routers, so that no connection closes during a
  // call.
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

function readiness({ faultInjector, isReady }: Running): Reply {
  const ready = isReady() && faultInjector.countCall(['unready']).unready === undefined
  return json({ ready }, ready ? 200 : 503)
}

async function answerCall(
  running: Running,
  path: string,
  request: IncomingMessage,
  response: ServerResponse
) {
  const disconnect = new AbortController()
  const faults = running.faultInjector.countCall(callModes)
  recordCall(running.counters, response, faults)
  response.once('close', () => disconnect.abort())
  if (faults.hang !== undefined) {
    // Reads the body anyway: Node notices a disconnect only on a connection that it reads from.
    request.resume()
    return
  }
  try {
    const reply = await replyTo(running, path, request, faults, disconnect.signal)
    if (!disconnect.signal.aborted) await deliver(response, reply, faults, disconnect.signal)
  } catch (error) {
    if (disconnect.signal.aborted) return
    console.error(error)
    if (response.headersSent) response.destroy()
    else await deliverOwn(response, running.dialectOf(path)(500, 'internal error'))
  }
}

async function replyTo(
  { dialectOf, routes }: Running,
  path: string,
  request: IncomingMessage,
  faults: Modes,
  signal: AbortSignal
): Promise<Reply> {
  const errorReply = dialectOf(path)
  const body = await readBody(request)
  if (faults.fail !== undefined) {
    const failed = errorReply(faults.fail.status, 'the model failed')
    return { ...failed, headers: { ...failed.headers, ...faults.fail.headers } }
  }
  if (routes === undefined) return errorReply(503, 'the model is still loading')
  if (!body.ok) return errorReply(body.refusal.status, body.refusal.message)

  const method = request.method ?? 'GET'
  const onPath = routes.filter((route) => route.path.test(path))
  const route = onPath.find((candidate) => candidate.method === method)
  if (route !== undefined) {
    const groups = route.path.exec(path)?.slice(1) ?? []
    const call = { method, path, headers: request.headers, body: body.value, signal }
    return wholeFailure(await route.answer(call, groups), faults, errorReply)
  }
  if (onPath.length === 0) return errorReply(404, `no route for ${method} ${path}`)
  const allowed = onPath.map((candidate) => candidate.method).join(', ')
  return errorReply(405, `${method} is not allowed on ${path}, expected ${allowed}`)
}

/** Turns a whole reply into an error reply, because only a stream can carry an error event. */
function wholeFailure(reply: Reply, { errorEvent }: Modes, errorReply: ErrorDialect): Reply {
  if (errorEvent === undefined || reply.kind === 'stream') return reply
  return errorReply(errorEvent.status, 'the model failed while it was answering')
}

function recordCall(counters: Counters, response: ServerResponse, faults: Modes) {
  counters.calls += 1
  counters.active += 1
  response.once('close', () => {
    counters.active -= 1
    if (response.writableFinished) counters.completed += 1
    else if (faults.cut !== undefined) counters.cut += 1
    else counters.cancelled += 1
    if (!response.headersSent) return
    counters.statuses[response.statusCode] = (counters.statuses[response.statusCode] ?? 0) + 1
  })
}

function explain(error: Error, port: number): string {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error.message
  return `port ${port} on 127.0.0.1 is in use: stop the process there or choose another --port`
}

function exitWith(message: string): never {
  console.error(message)
  process.exit(1)
}
