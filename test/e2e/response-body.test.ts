import { Readable } from 'node:stream'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { routed } from '../support/wire/exchange.ts'
import { digestOf, pseudoRandomBytes, streamOf } from '../support/wire/hash.ts'
import type { Header } from '../support/wire/origin.ts'

const { exchange, open } = routed()

const text = 'In the beginning. '.repeat(20_000)
const encoded = {
  gzip: gzipSync(text),
  br: brotliCompressSync(text),
  deflate: deflateSync(text),
  zstd: zstdCompressSync(text),
  identity: Buffer.from(text),
}

const accepted = [undefined, 'gzip', 'gzip, br', 'identity', 'zstd']
const types = ['application/json', 'text/event-stream']
const encodings = Object.entries(encoded).flatMap(([encoding, body]) =>
  accepted.flatMap((accept) => types.map((type) => ({ encoding, accept, type, body })))
)

test.each(encodings)(
  'passes $type as $encoding byte for byte to a client that accepts $accept',
  async ({ encoding, accept, type, body }) => {
    const requestHeaders: Header[] = accept === undefined ? [] : [['Accept-Encoding', accept]]
    const headers = { 'content-encoding': encoding, 'content-type': type }

    const { answer } = await exchange('/chat/x', { headers: requestHeaders }, { headers, body })

    expect(answer.header('content-encoding')).toBe(encoding)
    expect(await digestOf(answer.stream)).toBe(await digestOf(Readable.from([body])))
  }
)

const sizes = [0, 1, 16_384, 16_385, 65_536, 65_537, 1_048_576, 20 * 1_048_576]

test.each(sizes)('passes a body of %i bytes with its length unchanged', async (bytes) => {
  const body = pseudoRandomBytes(bytes)

  const headers = { 'content-length': String(bytes) }
  const { answer } = await exchange('/chat/x', {}, { headers, body })

  expect(answer.header('content-length')).toBe(String(bytes))
  expect(await digestOf(answer.stream)).toBe(await digestOf(Readable.from([body])))
})

test.each(sizes)('passes a body of %i bytes without a length unchanged', async (bytes) => {
  const body = pseudoRandomBytes(bytes)

  const { taken, answering } = await open('/chat/x')
  taken.response.flushHeaders()
  streamOf(body).pipe(taken.response)
  const answer = await answering

  expect(answer.header('content-length')).toBeUndefined()
  expect(await digestOf(answer.stream)).toBe(await digestOf(Readable.from([body])))
})

test('passes a body that ends with the connection unchanged', async () => {
  const { taken, answering } = await open('/chat/x')
  taken.socket.end('HTTP/1.1 200 OK\r\nx-a: 1\r\n\r\nuntil the end')

  expect(String(await (await answering).body())).toBe('until the end')
})

test('passes a large body of a 400 unchanged', async () => {
  const body = pseudoRandomBytes(300_000)

  const { answer } = await exchange('/chat/x', {}, { status: 400, body })

  expect(await digestOf(answer.stream)).toBe(await digestOf(Readable.from([body])))
})
