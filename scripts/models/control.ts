import type { IncomingMessage } from 'node:http'
import { readBody } from './body.ts'
import { zeroCounters, type ControlState, type Counters } from './control-state.ts'
import { json, parseJson, type WholeReply } from './http.ts'
import { faultChangeSchema, type FaultInjector } from './fault-injection.ts'

export const CONTROL_PATH = '/__control'

/** The parts of a model server that the control endpoint reads and changes. */
export type ControlTarget = {
  readonly name: string
  readonly isReady: () => boolean
  readonly counters: Counters
  readonly faultInjector: FaultInjector
}

/**
 * Answers a control request. `GET` returns modes and counters. `POST` changes modes: `{"fail":
 * {"share": 0.5}}`, `{"fail": null}`, `{"reset": true}` (all modes off, counters at zero). Refuses
 * requests that come through a router, a proxy or a web page, because these connect from loopback
 * too.
 */
export async function control(
  request: IncomingMessage,
  server: ControlTarget
): Promise<WholeReply> {
  if (!isLocal(request)) return json({ error: 'control needs a direct local connection' }, 403)
  if (request.method === 'GET') return json(stateOf(server))
  if (request.method !== 'POST') return json({ error: 'expected GET or POST' }, 405)

  const body = await readBody(request)
  if (!body.ok) return json({ error: body.refusal.message }, body.refusal.status)
  const change = parseJson(body.value, faultChangeSchema)
  if (!change.ok) return json({ error: change.refusal }, 400)
  server.faultInjector.change(change.value)
  if (change.value.reset) Object.assign(server.counters, zeroCounters(), activeOf(server.counters))
  return json(stateOf(server))
}

const forwardingHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'forwarded',
  'source',
  'origin',
  'cf-connecting-ip',
]

function isLocal({ socket, headers }: IncomingMessage): boolean {
  const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(socket.remoteAddress ?? '')
  return loopback && forwardingHeaders.every((name) => headers[name] === undefined)
}

function stateOf({ name, isReady, counters, faultInjector }: ControlTarget): ControlState {
  return { name, ready: isReady(), pid: process.pid, modes: faultInjector.modes(), counters }
}

/**
 * Calls in progress stay counted after a reset, because each call decrements `active` when it ends.
 */
function activeOf({ active }: Counters) {
  return { active }
}
