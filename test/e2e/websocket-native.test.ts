import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { pollOptions } from '../support/poll-options.ts'
import { portOf } from '../support/wire/listening.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'
import { readRouterField } from '../../scripts/dev/router-field.ts'

// The platform carries an accepted socket. What a router that reads the messages would change, must not change.

const MIB = 1_048_576

// It answers the probes of stable.
const server = createServer((_, response) => response.end())
const sockets = new WebSocketServer({ server })
const names = ['ping', 'stalled', 'counted', 'graded']
let router: WireRouter

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${portOf(server)}`
  const slots = { blue: `${url}/blue`, green: `${url}/green` }
  router = await startRouter(
    Object.fromEntries(names.map((name) => [name, { path: `/${name}`, ...slots }]))
  )
})

afterAll(async () => {
  await router.stop()
  for (const socket of sockets.clients) socket.terminate()
  server.close()
})

/** Opens a socket; returns its client end, its origin end and the id of the call. */
async function openSocket(model: string) {
  const accepted = once(sockets, 'connection')
  const client = new WebSocket(`${router.url.replace('http', 'ws')}/${model}/v1/realtime`)
  const upgraded = once(client, 'upgrade')
  await once(client, 'open')
  const [origin]: WebSocket[] = await accepted
  const [{ headers }] = await upgraded
  if (origin === undefined) throw new Error('no socket reached the origin')
  return { client, origin, call: readRouterField(headers['x-bluegreen'])?.call }
}

test('passes pings and pongs from end to end in both directions', async () => {
  const { client, origin } = await openSocket('ping')
  const arrivals = [
    once(origin, 'ping'),
    once(client, 'pong'),
    once(client, 'ping'),
    once(origin, 'pong'),
  ]

  client.ping('from the client')
  origin.ping('from the origin')
  const payloads = (await Promise.all(arrivals)).map(([payload]) => String(payload))

  expect(payloads).toEqual([
    'from the client',
    'from the client',
    'from the origin',
    'from the origin',
  ])
  client.close()
})

test('applies backpressure to an origin whose client does not read', async () => {
  const { client, origin } = await openSocket('stalled')
  client.pause()
  const before = await router.memory()
  let taken = 0

  for (let count = 0; count < 100; count++) origin.send(Buffer.alloc(MIB), () => taken++)
  await setTimeout(1000)

  expect(taken).toBeLessThan(30)
  expect((await router.memory()) - before).toBeLessThan(60 * MIB)
  client.terminate()
})

test('counts an accepted socket once, whether it stays open or is closed or dropped', async () => {
  const open = await Promise.all([1, 2, 3].map(() => openSocket('counted')))
  const counted = async () => (await router.statusOf('counted')).health.blue
  const once3 = { calls: 3, successes: 3, faults: 0, neutral: 0, lost: 0, running: 0 }
  await expect.poll(counted, pollOptions).toMatchObject(once3)

  open[0]?.origin.close(1011)
  open[1]?.origin.terminate()
  await setTimeout(1000)

  expect(await counted()).toMatchObject(once3)
  open[2]?.client.close()
})

test('goes back to stable when clients grade the sockets bad that green closes with 1011', async () => {
  await router.switchTo('graded', 'green')

  for (let count = 0; count < 25; count++) {
    const { client, origin, call } = await openSocket('graded')
    const closed = once(client, 'close')
    origin.close(1011)
    const [code]: number[] = await closed
    await grade({ call, ok: code !== 1011, quality: 'closed' })
  }

  await expect
    .poll(() => router.statusOf('graded'), pollOptions)
    .toMatchObject({ live: 'blue', quarantined: 'green' })
})

async function grade(body: object): Promise<void> {
  const headers = {
    authorization: 'Bearer test-token-of-the-admin-route',
    'content-type': 'application/json',
  }
  const url = `${router.url}/admin/models/graded/feedback`
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.status).toBe(204)
}
