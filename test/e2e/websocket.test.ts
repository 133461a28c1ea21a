import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { portOf } from '../support/wire/listening.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'
import { freePort } from '../support/free-port.ts'

const server = createServer()
const sockets = new WebSocketServer({
  server,
  handleProtocols: (offered) => [...offered][0] ?? false,
})
const joined: WebSocket[] = []
const seen: Record<string, unknown>[] = []
let router: WireRouter

/** What an answer of blue says, whose release has no label but its host. */
const OF_BLUE = /^blue; release="127\.0\.0\.1:\d+"; revision=\d+; call=b\.[\w.-]+$/

beforeAll(async () => {
  sockets.on('connection', (socket, request) => {
    joined.push(socket)
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

/** A client's socket and its other end at the origin. */
async function join(path = '/chat/v1/realtime?model=x', protocols: readonly string[] = []) {
  const client = new WebSocket(router.url.replace('http', 'ws') + path, [...protocols])
  await once(client, 'open')
  const origin = joined.at(-1)
  if (origin === undefined) throw new Error('nobody joined the origin')
  return { client, origin }
}

/** What arrives when something is sent, as text or bytes. */
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
])('%s goes both ways as it is', async (_, message, isBinary) => {
  const { client, origin } = await join()

  const there = await arrival(client, origin, message)
  const back = await arrival(origin, client, message)

  expect([there.isBinary, back.isBinary]).toEqual([isBinary, isBinary])
  expect(there.data.equals(Buffer.from(message))).toBe(true)
  expect(back.data.equals(Buffer.from(message))).toBe(true)
  client.close()
})

test('messages keep their order and their bounds', async () => {
  const { client, origin } = await join()
  const sent = Array.from({ length: 200 }, (_, index) => String(index))
  const arrived: unknown[] = []
  origin.on('message', (data) => arrived.push(data))

  for (const message of sent) client.send(message)
  client.close()
  await once(origin, 'close')

  expect(arrived.map(String)).toEqual(sent)
})

test('the origin is asked what the client asked, and its subprotocol comes back', async () => {
  const { client } = await join('/chat/v1/realtime?model=a%2Fb', ['realtime', 'openai-beta.v1'])

  expect(client.protocol).toBe('realtime')
  expect(seen.at(-1)).toMatchObject({
    url: '/blue/v1/realtime?model=a%2Fb',
    'sec-websocket-protocol': 'realtime,openai-beta.v1',
    'x-forwarded-host': new URL(router.url).host,
  })
  client.close()
})

test('the accepted handshake says from which color and release it comes, whatever the origin says', async () => {
  sockets.once('headers', (headers) => headers.push('X-Bluegreen: green; release="evil"'))
  const client = new WebSocket(`${router.url.replace('http', 'ws')}/chat/v1/realtime`)

  const [{ statusCode, headers }] = await once(client, 'upgrade')

  expect([statusCode, headers['x-bluegreen']]).toEqual([101, expect.stringMatching(OF_BLUE)])
  client.close()
})

test.each([1000, 1001, 1008, 1011, 3000, 4999])(
  'the close code %i goes both ways',
  async (code) => {
    const first = await join()
    const atOrigin = once(first.origin, 'close')
    first.client.close(code, 'why')
    const second = await join()
    const atClient = once(second.client, 'close')
    second.origin.close(code, 'why')

    expect((await atOrigin).map(String)).toEqual([String(code), 'why'])
    expect((await atClient).map(String)).toEqual([String(code), 'why'])
  }
)

test('an origin that breaks off is no clean close for the client', async () => {
  const { client, origin } = await join()
  const closed = once(client, 'close')

  origin.terminate()

  expect((await closed)[0]).toBe(1006)
})

test('a client that breaks off is no clean close for the origin', async () => {
  const { client, origin } = await join()
  const closed = once(origin, 'close')

  client.terminate()

  expect((await closed)[0]).toBe(1006)
})

test('a refusal of the origin comes back as it is', async () => {
  sockets.shouldHandle = () => false
  const client = new WebSocket(`${router.url.replace('http', 'ws')}/chat/x`)

  const [, response] = await once(client, 'unexpected-response')
  sockets.shouldHandle = () => true

  expect(response.statusCode).toBe(400)
  expect(response.headers['x-bluegreen']).toMatch(OF_BLUE)
})

test('an origin that is not there is a 502', async () => {
  const client = new WebSocket(`${router.url.replace('http', 'ws')}/dead/x`)

  const [, response] = await once(client, 'unexpected-response')

  expect(response.statusCode).toBe(502)
  expect(response.headers['x-bluegreen']).toMatch(
    /^none; error=origin_unreachable; call=b\.[\w.-]+$/
  )
})

test('a switch does not cut a live socket, and the next one goes to the other color', async () => {
  const { client, origin } = await join()

  await router.switchTo('chat', 'green')
  const { data } = await arrival(client, origin, 'still here')

  expect(String(data)).toBe('still here')
  expect(client.readyState).toBe(WebSocket.OPEN)
  client.close()
})
