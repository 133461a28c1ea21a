import { expect, test } from 'vitest'
import { answerWith, routed } from '../support/wire/exchange.ts'
import { send, wholeOf } from '../support/wire/client.ts'
import { valuesOf } from '../support/wire/origin.ts'

// Behaviour of the platform that a Worker cannot change.

const { open, router } = routed({ failover: false })

test('drops the trailers of an origin and delivers the whole body', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeHead(200, { trailer: 'x-end' })
  taken.response.write('body')
  taken.response.addTrailers({ 'x-end': '1' })
  taken.response.end()

  const { stream, body } = await answering

  expect(String(await body())).toBe('body')
  expect(stream.trailers).toEqual({})
})

test('drops a 103 and delivers the answer after it', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeEarlyHints({ link: '</a>; rel=preload' })
  answerWith(taken, { body: 'after' })

  const { status, body } = await answering

  expect([status, String(await body())]).toEqual([200, 'after'])
})

test('accepts the body of a client that expects 100-continue', async () => {
  const headers = [['Expect', '100-continue']] as const
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', headers, body: 'body' })
  const seen = String(await wholeOf(taken.request))
  answerWith(taken, {})

  expect(seen).toBe('body')
  expect(valuesOf(taken.headers, 'expect')).toEqual([])
  expect((await answering).status).toBe(200)
})

test('keeps the case of header names and the reason phrase', async () => {
  const { taken, answering } = await open('/chat/v1/x', { headers: [['X-MiXed', 'a']] })
  taken.socket.write('HTTP/1.1 200 Very Fine\r\nX-MiXed: b\r\ncontent-length: 0\r\n\r\n')
  const { statusText, headers } = await answering

  expect(taken.headers).toContainEqual(['X-MiXed', 'a'])
  expect(headers).toContainEqual(['X-MiXed', 'b'])
  expect(statusText).toBe('Very Fine')
})

test('keeps repeated headers apart', async () => {
  const { taken, answering } = await open('/chat/v1/x', {
    headers: [
      ['x-a', '1'],
      ['x-a', '2'],
    ],
  })
  taken.socket.write('HTTP/1.1 200 OK\r\nx-b: 1\r\nx-b: 2\r\ncontent-length: 0\r\n\r\n')
  const { headers } = await answering

  expect(valuesOf(taken.headers, 'x-a')).toEqual(['1', '2'])
  expect(valuesOf(headers, 'x-b')).toEqual(['1', '2'])
})

test.each(['/chat/<x>', '/chat/a`b', '/chat/x?"y"'])(
  'refuses %s, which is not a valid URL',
  async (path) => {
    const { status, header } = await send(router().url, path)

    expect([status, header('x-bluegreen')]).toEqual([400, undefined])
  }
)
