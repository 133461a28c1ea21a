import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { wholeOf, type Sent } from '../support/wire/client.ts'
import { answerWith, routed } from '../support/wire/exchange.ts'
import { digestOf, pseudoRandomBytes, streamOf } from '../support/wire/hash.ts'
import { valuesOf } from '../support/wire/origin.ts'

const { open } = routed()

const sizes = [0, 1, 32_768, 32_769, 1_048_576, 1_048_577, 20 * 1_048_576, 90 * 1_048_576]

/** Returns the digest of a body at the origin and a getter of its headers. */
async function arrivalOf(sent: Sent) {
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', ...sent })
  const digest = await digestOf(taken.request)
  answerWith(taken, {})
  await (await answering).body()
  const header = (name: string) => valuesOf(taken.headers, name)
  return { digest, header }
}

test.each(sizes)('passes a body of %i bytes with its length unchanged', async (bytes) => {
  const body = pseudoRandomBytes(bytes)

  const { digest, header } = await arrivalOf({ body })

  expect(digest).toBe(await digestOf(Readable.from([body])))
  expect(header('content-length')).toEqual([String(bytes)])
  expect(header('transfer-encoding')).toEqual([])
})

test.each(sizes)('passes a chunked body of %i bytes unchanged', async (bytes) => {
  const body = pseudoRandomBytes(bytes)

  const { digest, header } = await arrivalOf({ body: streamOf(body) })

  expect(digest).toBe(await digestOf(Readable.from([body])))
  expect(header('content-length')).toEqual([])
})

test('passes the first chunk of a body before the client has sent the last', async () => {
  const body = new Readable({ read: () => undefined })
  body.push('first')
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', body })

  const [chunk] = await taken.request.take(1).toArray()
  body.push(null)
  answerWith(taken, {})

  expect(String(chunk)).toBe('first')
  expect((await answering).status).toBe(200)
})

test.each([
  ['application/json', ' {"n": 12345678901234567890,\t"a":1, "a":2 }\n\n'],
  ['application/json; charset=latin1', Buffer.from('{"text":"\xe9\xff"}', 'latin1')],
  [
    'multipart/form-data; boundary="a b"',
    '--a b\r\nContent-Disposition: form-data; name="f"; filename="ü.wav"\r\n\r\n\0\r\n--a b--\r\n',
  ],
  ['audio/wav', pseudoRandomBytes(10_000)],
  ['application/octet-stream', pseudoRandomBytes(10_000)],
  ['Text/Plain', 'x'],
])('passes a body of type %s unchanged', async (type, body) => {
  const { digest, header } = await arrivalOf({ body, headers: [['Content-Type', type]] })

  expect(digest).toBe(await digestOf(Readable.from([Buffer.from(body)])))
  expect(header('content-type')).toEqual([type])
})

test('adds no content type to a body without one', async () => {
  const { digest, header } = await arrivalOf({ body: 'plain' })

  expect(digest).toMatch(/^5 B/)
  expect(header('content-type')).toEqual([])
})

test.each(['gzip', 'deflate', 'br', 'zstd'])(
  'does not decode a body encoded as %s',
  async (encoding) => {
    const body = gzipSync('{"prompt":"x"}')

    const { digest, header } = await arrivalOf({ body, headers: [['Content-Encoding', encoding]] })

    expect(digest).toBe(await digestOf(Readable.from([body])))
    expect(header('content-encoding')).toEqual([encoding])
  }
)

test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])(
  'passes a %s with an empty body',
  async (method) => {
    const { taken, answering } = await open('/chat/v1/models', { method, body: '' })
    answerWith(taken, {})

    expect((await answering).status).toBe(200)
  }
)

test.each(['DELETE', 'GET', 'OPTIONS', 'PUT'])('passes the body of a %s', async (method) => {
  const { taken, answering } = await open('/chat/api/delete', { method, body: '{"model":"x"}' })
  const seen = await wholeOf(taken.request)
  answerWith(taken, {})
  await answering

  expect(taken.method).toBe(method)
  expect(String(seen)).toBe('{"model":"x"}')
})
