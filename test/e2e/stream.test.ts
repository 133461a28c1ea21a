import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { routed } from '../support/wire/exchange.ts'
import type { Header } from '../support/wire/origin.ts'

const { open } = routed()

const kinds = [
  {
    type: 'text/event-stream',
    events: [
      'data: {"a": 1}\n\n',
      ': comment\n\n',
      'event: ping\r\ndata: x\r\n\r\n',
      'id: 7\rdata: é\r\r',
      'data: [DONE]\n\n',
    ],
  },
  { type: 'application/x-ndjson', events: ['{"a":1}\n', '{"a": 2}\r\n', '\n', '{"done":true}\n'] },
  { type: 'application/json', events: ['[', '1', ']'] },
  { type: 'audio/mpeg', events: ['\0', 'abc'] },
]
const accepted = [undefined, 'gzip, br', 'identity']
const cases = kinds.flatMap(({ type, events }) =>
  accepted.map((accept) => ({ type, events, accept }))
)

test.each(cases)(
  'delivers each event of $type before the next one is written, to a client that accepts $accept',
  async ({ type, events, accept }) => {
    const headers: Header[] = accept === undefined ? [] : [['Accept-Encoding', accept]]
    const { taken, answering } = await open('/chat/v1/x', { method: 'POST', headers, body: '{}' })
    taken.response.writeHead(200, { 'content-type': type }).flushHeaders()
    const { stream, header } = await answering
    const reading = stream[Symbol.asyncIterator]()
    const arrived: string[] = []

    for (const event of events) {
      taken.response.write(event)
      arrived.push(String((await reading.next()).value))
    }
    taken.response.end()
    const { done } = await reading.next()

    expect(arrived).toEqual(events)
    expect(done).toBe(true)
    expect(header('content-encoding')).toBeUndefined()
    expect(header('content-type')).toBe(type)
  }
)

test('delivers the headers of a stream before its first event is written', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()

  const { status, body } = await answering
  taken.response.end('data: x\n\n')

  expect(status).toBe(200)
  expect(String(await body())).toBe('data: x\n\n')
})

test('passes an event in the pieces in which the origin sends it', async () => {
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeHead(200, { 'content-type': 'text/event-stream' })
  taken.response.write('data: {"err')
  const reading = (await answering).stream[Symbol.asyncIterator]()
  const first = await reading.next()
  taken.response.end('or": null}\n\n')
  const second = await reading.next()

  expect(String(first.value) + String(second.value)).toBe('data: {"error": null}\n\n')
})

test('passes an encoded event stream unchanged, piece by piece', async () => {
  const pieces = [gzipSync('data: 1\n\n'), gzipSync('data: 2\n\n')]
  const { taken, answering } = await open('/chat/v1/x', { headers: [['Accept-Encoding', 'gzip']] })
  taken.response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
  taken.response.flushHeaders()
  const reading = (await answering).stream[Symbol.asyncIterator]()

  for (const piece of pieces) {
    taken.response.write(piece)
    expect((await reading.next()).value).toEqual(piece)
  }
  taken.response.end()

  expect((await reading.next()).done).toBe(true)
})

test('delivers a stream of ten thousand events complete and in order', async () => {
  const events = Array.from({ length: 10_000 }, (_, index) => `data: {"index": ${index}}\n\n`)
  const { taken, answering } = await open('/chat/v1/x')
  taken.response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) taken.response.write(event)
  taken.response.end()

  expect(String(await (await answering).body())).toBe(events.join(''))
})
