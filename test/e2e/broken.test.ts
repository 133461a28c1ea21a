import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { routerFieldOf } from '../support/router-field.ts'
import { answerWith, opened, routed } from '../support/wire/exchange.ts'
import { send } from '../support/wire/client.ts'

const { open, origin, router } = routed({
  header_timeout_seconds: 0.3,
  idle_timeout_seconds: 0.3,
  failover: false,
})

const HEAD = 'HTTP/1.1 200 OK\r\nx-a: 1\r\n'
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const big = 'x'.repeat(100_000)

const bodies = [
  [
    'a JSON body in chunks',
    `content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk('{"a":')}`,
  ],
  [
    'a small JSON body with its length',
    'content-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":',
  ],
  ['a big body with its length', `content-type: audio/wav\r\ncontent-length: 200000\r\n\r\n${big}`],
  [
    'an event stream',
    `content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${chunk('data: 1\n\n')}`,
  ],
  [
    'an NDJSON stream',
    `content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n${chunk('{"a":1}\n')}`,
  ],
  [
    'an encoded event stream',
    `content-type: text/event-stream\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n${chunk('abc')}`,
  ],
  ['a body without any type', `transfer-encoding: chunked\r\n\r\n${chunk('abc')}`],
] as const

const ways = [
  ['closes', 'end'],
  ['resets', 'resetAndDestroy'],
] as const

for (const [way, end] of ways) {
  test.each(bodies)(
    `%s that the origin ${way} in the middle is an error for the client`,
    async (_, body) => {
      const { taken, answering } = await open('/chat/v1/x')
      taken.socket.write(HEAD + body)
      const answer = await answering
      taken.socket[end]()

      expect(answer.status).toBe(200)
      await expect(answer.body()).rejects.toThrow('aborted')
    }
  )
}

test.each(bodies.filter(([name]) => name !== 'a small JSON body with its length'))(
  '%s that stalls is an error for the client, and the origin is let go',
  async (_, body) => {
    const { taken, answering } = await open('/chat/v1/x')
    taken.socket.write(HEAD + body)
    const answer = await answering

    expect(answer.status).toBe(200)
    await expect(answer.body()).rejects.toThrow('aborted')
    await taken.left
  }
)

test.each([400, 500])('an error body of a %i that stalls is let go', async (status) => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeHead(status, { 'content-type': 'application/json' }).write('{"error":')
  const answer = await answering

  expect(answer.status).toBe(status)
  await expect(answer.body()).rejects.toThrow('aborted')
  await taken.left
})

test('a stream that is slower than the idle timeout as a whole, but never stalls, lives', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  let written = 0
  const timer = setInterval(() => {
    written++
    taken.response.write(`data: ${written}\n\n`)
    if (written < 12) return
    clearInterval(timer)
    taken.response.end()
  }, 50)

  expect(String(await (await answering).body())).toMatch(/data: 12\n\n$/)
})

test.each(['audio/wav', 'text/event-stream', 'application/json'])(
  'a client that pauses in %s for longer than the idle timeout gets it whole',
  async (type) => {
    const body = Buffer.alloc(20_000_000, 'data: x\n\n')
    const { taken, answering } = await open('/chat/v1/x')
    taken.response.writeHead(200, { 'content-type': type }).end(body)
    const answer = await answering

    await setTimeout(700)

    expect((await answer.body()).equals(body)).toBe(true)
  }
)

test('a silent origin is a 504, and is let go', async () => {
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', body: '{}' })

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
  expect(answer.header('retry-after')).toBe('1')
  await taken.left
})

test.each([
  ['closes the connection', (socket: Socket) => socket.end()],
  ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
  ['speaks no HTTP', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
])('an origin that %s instead of answering is a 502', async (_, end) => {
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', body: '{}' })
  end(taken.socket)

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  expect(answer.header('retry-after')).toBe('1')
})

test('an origin that answers before it has read the body is heard', async () => {
  const { taken, answering } = await open('/chat/v1/x', {
    method: 'POST',
    body: Buffer.alloc(20_000_000),
  })
  answerWith(taken, { status: 413, body: 'too large' })

  expect((await answering).status).toBe(413)
})

test('one call that broke does not harm the next', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.socket.destroy()
  await answering

  const next = await opened(router(), origin(), '/chat/v1/x')
  answerWith(next.taken, { body: 'fine' })

  expect(String(await (await next.answering).body())).toBe('fine')
  expect((await send(router().url, '/nothing')).status).toBe(404)
})
