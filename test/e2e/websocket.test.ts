import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { other } from '../../src/core/routing/color.ts'
import { portOf } from '../support/wire/listening.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'
import { freePort } from '../support/free-port.ts'

const server = createServer()
const sockets = new WebSocketServer({
  server,
  handleProtocols: (offered) => [...offered][0] ?? false,
})
const originSockets: WebSocket[] = []
const seen: Record<string, unknown>[] = []
let router: WireRouter

/** The field of an answer of blue. Its release is labelled with its host. */
const OF_BLUE = /^blue; release="127\.0\.0\.1:\d+"; revision=\d+; call=b\.[\w.-]+$/

beforeAll(async () => {
  sockets.on('connection', (socket, request) => {
    originSockets.push(socket)
    seen.push({ url: request.url, ...request.headers })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${portOf(server)}`
  const dead = `http://127.0.0.1:${await freePort()}`
  router = await startRouter({
    chat: { path: '/chat', blue: `${url}/blue`, green: `${url}/green` },
    dead: { path: '/dead', blue: dead, green: dead },
  })
})

afterAll(async () => {
  await router.stop()
  for (const socket of sockets.clients) socket.terminate()
  server.close()
})

/** Opens a socket; returns its client end and its origin end. */
async function openSocket(
  path = '/chat/v1/realtime?model=x',
  protocols: readonly string[] = [],
  headers: Readonly<Record<string, string>> = {}
) {
  const url = router.url.replace('http', 'ws') + path
  const client = new WebSocket(url, [...protocols], { headers })
  await once(client, 'open')
  const origin = originSockets.at(-1)
  if (origin === undefined) throw new Error('no socket reached the origin')
  return { client, origin }
}

/** Sends a message from one end and returns it as received at the other. */
async function arrival(from: WebSocket, to: WebSocket, message: string | Buffer) {
  const arrived = once(to, 'message')
  from.send(message)
  const [data, isBinary] = await arrived
  return { data: Buffer.from(data), isBinary }
}

test.each([
  ['text', 'héllo', false],
  ['an empty text', '', false],
  ['bytes', Buffer.from([0, 255, 128]), true],
  ['17 MiB in one message', Buffer.alloc(17 * 1_048_576, 7), true],
])('passes %s unchanged in both directions', async (_, message, isBinary) => {
  const { client, origin } = await openSocket()

  const there = await arrival(client, origin, message)
  const back = await arrival(origin, client, message)

  expect([there.isBinary, back.isBinary]).toEqual([isBinary, isBinary])
  expect(there.data.equals(Buffer.from(message))).toBe(true)
  expect(back.data.equals(Buffer.from(message))).toBe(true)
  client.close()
})

test('keeps the order and the boundaries of messages', async () => {
  const { client, origin } = await openSocket()
  const sent = Array.from({ length: 200 }, (_, index) => String(index))
  const arrived: unknown[] = []
  origin.on('message', (data) => arrived.push(data))

  for (const message of sent) client.send(message)
  client.close()
  await once(origin, 'close')

  expect(arrived.map(String)).toEqual(sent)
})

test('passes the path and subprotocols to the origin and its subprotocol back', async () => {
  const { client } = await openSocket('/chat/v1/realtime?model=a%2Fb', [
    'realtime',
    'openai-beta.v1',
  ])

  expect(client.protocol).toBe('realtime')
  expect(seen.at(-1)).toMatchObject({
    url: '/blue/v1/realtime?model=a%2Fb',
    'sec-websocket-protocol': 'realtime,openai-beta.v1',
    'x-forwarded-host': new URL(router.url).host,
  })
  client.close()
})

test('sets the field on an accepted handshake, also when the origin sends one', async () => {
  sockets.once('headers', (headers) => headers.push('X-Bluegreen: green; release="evil"'))
  const client = new WebSocket(`${router.url.replace('http', 'ws')}/chat/v1/realtime`)

  const [{ statusCode, headers }] = await once(client, 'upgrade')

  expect([statusCode, headers['x-bluegreen']]).toEqual([101, expect.stringMatching(OF_BLUE)])
  client.close()
})

test.each([1000, 1001, 1008, 1011, 3000, 4999])(
  'passes the close code %i in both directions',
  async (code) => {
    const first = await openSocket()
    const atOrigin = once(first.origin, 'close')
    first.client.close(code, 'why')
    const second = await openSocket()
    const atClient = once(second.client, 'close')
    second.origin.close(code, 'why')

    expect((await atOrigin).map(String)).toEqual([String(code), 'why'])
    expect((await atClient).map(String)).toEqual([String(code), 'why'])
  }
)

test('closes the client with 1006 when the origin drops the connection', async () => {
  const { client, origin } = await openSocket()
  const closed = once(client, 'close')

  origin.terminate()

  expect((await closed)[0]).toBe(1006)
})

test('closes the origin with 1006 when the client drops the connection', async () => {
  const { client, origin } = await openSocket()
  const closed = once(origin, 'close')

  client.terminate()

  expect((await closed)[0]).toBe(1006)
})

test('passes a refusal of the origin', async () => {
  sockets.shouldHandle = () => false
  const client = new WebSocket(`${router.url.replace('http', 'ws')}/chat/x`)

  const [, response] = await once(client, 'unexpected-response')
  sockets.shouldHandle = () => true

  expect(response.statusCode).toBe(400)
  expect(response.headers['x-bluegreen']).toMatch(OF_BLUE)
})

test('answers 502 when the origin is unreachable', async () => {
  const client = new WebSocket(`${router.url.replace('http', 'ws')}/dead/x`)

  const [, response] = await once(client, 'unexpected-response')

  expect(response.statusCode).toBe(502)
  expect(response.headers['x-bluegreen']).toMatch(
    /^none; error=origin_unreachable; call=b\.[\w.-]+$/
  )
})

test('keeps an open socket on its color after a switch', async () => {
  const { client, origin } = await openSocket()

  await router.switchTo('chat', 'green')
  const { data } = await arrival(client, origin, 'still here')

  expect(String(data)).toBe('still here')
  expect(client.readyState).toBe(WebSocket.OPEN)
  client.close()
})

test('joins the socket of a preview to the idle color', async () => {
  const { live } = await router.statusOf('chat')
  const [name, token] = await router.previewOf('chat')

  const { client, origin } = await openSocket(undefined, [], { [name]: token })
  const echoed = once(client, 'message')
  origin.send('hello')

  expect(String((await echoed)[0])).toBe('hello')
  expect(seen.at(-1)).toMatchObject({ url: `/${other(live)}/v1/realtime?model=x` })
  expect(seen.at(-1)).not.toHaveProperty(name)
  client.close()
})
