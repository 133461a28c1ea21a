import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import { portOf } from '../../support/wire/listening.ts'
import { startRouter, type WireRouter } from '../../support/wire/router.ts'

const server = createServer()
const sockets = new WebSocketServer({
  server,
  handleProtocols: (offered) => [...offered].at(-1) ?? false,
  verifyClient: ({ req }, done) => done(req.headers.authorization === 'Bearer key', 401, 'no key'),
})
let router: WireRouter

beforeAll(async () => {
  sockets.on('connection', (socket) => {
    socket.on('message', (message, isBinary) => {
      const text = textOf(message)
      if (text === 'leave') socket.close(4001, 'done')
      else if (text === 'break') socket.terminate()
      else socket.send(message, { binary: isBinary })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${portOf(server)}`
  router = await startRouter({ echo: { path: '/echo', blue: url, green: url } })
})

afterAll(async () => {
  await router.stop()
  for (const socket of sockets.clients) socket.terminate()
  server.close()
})

/** Runs `see` against the echo server directly, then through the router; returns both results. */
async function bothWays<Seen>(see: (url: string) => Promise<Seen>): Promise<readonly [Seen, Seen]> {
  const direct = await see(`ws://127.0.0.1:${portOf(server)}`)
  return [direct, await see(`${router.url.replace('http', 'ws')}/echo`)]
}

function socketTo(url: string, authorization = 'Bearer key'): WebSocket {
  return new WebSocket(`${url}/v1/realtime?model=x`, ['realtime', 'v2'], {
    headers: { authorization },
  })
}

function textOf(message: RawData): string {
  return Buffer.isBuffer(message) ? message.toString() : 'no buffer'
}

const messages = ['', 'héllo', Buffer.from([0, 255]), 'x'.repeat(100_000), Buffer.alloc(70_000, 7)]

test.each([
  ['is closed by the origin', 'leave', [4001, 'done']],
  ['is dropped by the origin', 'break', [1006, '']],
])('a ws client that %s receives the same through the router', async (_, last, end) => {
  const [direct, through] = await bothWays(async (url) => {
    const client = socketTo(url)
    const echoed: unknown[] = []
    client.on('message', (message, isBinary) => echoed.push([textOf(message), isBinary]))
    await once(client, 'open')
    for (const message of [...messages, last]) client.send(message)
    const [code, reason] = await once(client, 'close')
    return { protocol: client.protocol, echoed, end: [code, String(reason)] }
  })

  expect(direct).toMatchObject({ protocol: 'v2', end })
  expect(direct.echoed).toEqual(messages.map((each) => [String(each), Buffer.isBuffer(each)]))
  expect(through).toEqual(direct)
})

test('a ws client gets the same refusal through the router', async () => {
  const [direct, through] = await bothWays(async (url) => {
    const client = socketTo(url, 'Bearer other')
    const [, response] = await once(client, 'unexpected-response')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return { status: response.statusCode, body: String(Buffer.concat(chunks)) }
  })

  expect(direct).toEqual({ status: 401, body: 'no key' })
  expect(through).toEqual(direct)
})
