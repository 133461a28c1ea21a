import type { IncomingMessage } from 'node:http'
import { readBody } from './body.ts'
import { zeroCounters, type ControlState, type Counters } from './control-state.ts'
import { json, parseJson, type WholeReply } from './http.ts'
import { orderSchema, type Misbehaviour } from './fault-injection.ts'

export const CONTROL_PATH = '/__control'

/** What the control endpoint shows and changes. */
export type Controlled = {
  readonly name: string
  readonly isReady: () => boolean
  readonly counters: Counters
  readonly misbehaviour: Misbehaviour
}

/**
 * `GET` shows modes and counters, `POST` changes modes: `{"fail": {"share": 0.5}}`, `{"fail": null}`,
 * `{"reset": true}` (all modes off, counters at zero). Closed for whoever comes through a router,
 * a proxy or a web page, as these connect from loopback too.
 */
export async function control(request: IncomingMessage, server: Controlled): Promise<WholeReply> {
  if (!isLocal(request)) return json({ error: 'control is for direct local connections' }, 403)
  if (request.method === 'GET') return json(stateOf(server))
  if (request.method !== 'POST') return json({ error: 'expected GET or POST' }, 405)

  const body = await readBody(request)
  if (!body.ok) return json({ error: body.refusal.message }, body.refusal.status)
  const order = parseJson(body.value, orderSchema)
  if (!order.ok) return json({ error: order.refusal }, 400)
  server.misbehaviour.change(order.value)
  if (order.value.reset) Object.assign(server.counters, zeroCounters(), activeOf(server.counters))
  return json(stateOf(server))
}

const signsOfForwarding = [
  'x-forwarded-for',
  'x-forwarded-host',
  'forwarded',
  'source',
  'origin',
  'cf-connecting-ip',
]

function isLocal({ socket, headers }: IncomingMessage): boolean {
  const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(socket.remoteAddress ?? '')
  return loopback && signsOfForwarding.every((name) => headers[name] === undefined)
}

function stateOf({ name, isReady, counters, misbehaviour }: Controlled): ControlState {
  return { name, ready: isReady(), pid: process.pid, modes: misbehaviour.modes(), counters }
}

/** Calls under way stay counted through a reset: they will be taken off when they end. */
function activeOf({ active }: Counters) {
  return { active }
}
