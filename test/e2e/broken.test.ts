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
  ['a body without a content type', `transfer-encoding: chunked\r\n\r\n${chunk('abc')}`],
] as const

const closings = [
  ['closes', 'end'],
  ['resets', 'resetAndDestroy'],
] as const

for (const [name, end] of closings) {
  test.each(bodies)(
    `the client gets an error when the origin ${name} the connection in the middle of %s`,
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
  'the client gets an error and the origin call is cancelled when %s stalls',
  async (_, body) => {
    const { taken, answering } = await open('/chat/v1/x')
    taken.socket.write(HEAD + body)
    const answer = await answering

    expect(answer.status).toBe(200)
    await expect(answer.body()).rejects.toThrow('aborted')
    await taken.left
  }
)

test.each([400, 500])(
  'cancels the origin call when the error body of a %i stalls',
  async (status) => {
    const { taken, answering } = await open('/chat/v1/x')
    taken.response.writeHead(status, { 'content-type': 'application/json' }).write('{"error":')
    const answer = await answering

    expect(answer.status).toBe(status)
    await expect(answer.body()).rejects.toThrow('aborted')
    await taken.left
  }
)

test('delivers a stream that takes longer than the idle timeout but never stalls', async () => {
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
  'a client that pauses longer than the idle timeout while it reads %s gets the whole body',
  async (type) => {
    const body = Buffer.alloc(20_000_000, 'data: x\n\n')
    const { taken, answering } = await open('/chat/v1/x')
    taken.response.writeHead(200, { 'content-type': type }).end(body)
    const answer = await answering

    await setTimeout(700)

    expect((await answer.body()).equals(body)).toBe(true)
  }
)

test('answers 504 and cancels the origin call when the origin sends no headers', async () => {
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', body: '{}' })

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
  expect(answer.header('retry-after')).toBe('1')
  await taken.left
})

test.each([
  ['closes the connection', (socket: Socket) => socket.end()],
  ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
  ['sends no HTTP', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
])('answers 502 when the origin %s instead of answering', async (_, end) => {
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', body: '{}' })
  end(taken.socket)

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  expect(answer.header('retry-after')).toBe('1')
})

test('passes on an answer that the origin sends before it has read the body', async () => {
  const { taken, answering } = await open('/chat/v1/x', {
    method: 'POST',
    body: Buffer.alloc(20_000_000),
  })
  answerWith(taken, { status: 413, body: 'too large' })

  expect((await answering).status).toBe(413)
})

test('a broken call does not affect the next call', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.socket.destroy()
  await answering

  const next = await opened(router(), origin(), '/chat/v1/x')
  answerWith(next.taken, { body: 'fine' })

  expect(String(await (await next.answering).body())).toBe('fine')
  expect((await send(router().url, '/nothing')).status).toBe(404)
})
