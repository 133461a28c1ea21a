import { expect, test } from 'vitest'
import { answerWith, routed } from '../support/wire/exchange.ts'
import { send, wholeOf } from '../support/wire/client.ts'
import { valuesOf } from '../support/wire/origin.ts'

// What the platform decides and no Worker can change.

const { open, router } = routed({ failover: false })

test('trailers of an origin are dropped, and the body is whole', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeHead(200, { trailer: 'x-end' })
  taken.response.write('body')
  taken.response.addTrailers({ 'x-end': '1' })
  taken.response.end()

  const { stream, body } = await answering

  expect(String(await body())).toBe('body')
  expect(stream.trailers).toEqual({})
})

test('an early 103 is dropped, and the answer after it arrives', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeEarlyHints({ link: '</a>; rel=preload' })
  answerWith(taken, { body: 'after' })

  const { status, body } = await answering

  expect([status, String(await body())]).toEqual([200, 'after'])
})

test('a client that expects 100-continue gets to send its body', async () => {
  const headers = [['Expect', '100-continue']] as const
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', headers, body: 'body' })
  const seen = String(await wholeOf(taken.request))
  answerWith(taken, {})

  expect(seen).toBe('body')
  expect(valuesOf(taken.headers, 'expect')).toEqual([])
  expect((await answering).status).toBe(200)
})

test('headers keep their spelling, and the reason phrase its words', async () => {
  const { taken, answering } = await open('/chat/v1/x', { headers: [['X-MiXed', 'a']] })
  taken.socket.write('HTTP/1.1 200 Very Fine\r\nX-MiXed: b\r\ncontent-length: 0\r\n\r\n')
  const { statusText, headers } = await answering

  expect(taken.headers).toContainEqual(['X-MiXed', 'a'])
  expect(headers).toContainEqual(['X-MiXed', 'b'])
  expect(statusText).toBe('Very Fine')
})

test('headers that are sent twice arrive twice', async () => {
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
  '%s, which is no URL, is refused by the platform',
  async (path) => {
    const { status, header } = await send(router().url, path)

    expect([status, header('x-bluegreen')]).toEqual([400, undefined])
  }
)
