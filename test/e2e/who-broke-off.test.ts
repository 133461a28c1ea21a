import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { until } from '../support/model-server.ts'
import { pollOptions } from '../support/poll-options.ts'
import { started, wholeOf, type Sent } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const HEADER_TIMEOUT_MS = 300

const { blue, router, fresh } = paired({
  failover: false,
  header_timeout_seconds: HEADER_TIMEOUT_MS / 1000,
})

const fed = () => new Readable({ read: () => undefined })

interface Sending extends Sent {
  readonly first?: string
}

/** A call of whose body only the first part was sent. */
async function sending(model: PairModel, { first = 'first', ...sent }: Sending) {
  const body = fed()
  const path = `/${model.name}/v1/x`
  const call = started(router().url, path, { method: 'POST', ...sent, body })
  call.answer.catch(() => undefined)
  body.push(first)
  await until(() => body.readableLength === 0, 'the first part is sent')
  return { ...call, body }
}

const withLength = (length: number): NonNullable<Sending['headers']> => [
  ['content-length', String(length)],
]

test.each<readonly [string, Sending]>([
  ['a small POST with its length', { headers: withLength(100) }],
  ['a long POST with its length', { headers: withLength(100_000) }],
  ['a POST in chunks', {}],
  ['a GET with its length', { method: 'GET', headers: withLength(100) }],
  ['a long GET', { method: 'GET', headers: withLength(200_000), first: 'x'.repeat(100_000) }],
])('a client that breaks off %s is neutral', async (_, sent) => {
  const model = fresh()
  const { leave } = await sending(model, sent)
  await setTimeout(50)

  leave()

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 1, faults: 0 })
})

test.each<readonly [string, Sent]>([
  ['a small POST with its length', { body: 'whole' }],
  ['a POST in chunks', { body: Readable.from(['whole']) }],
  ['a GET with its length', { method: 'GET', body: 'whole' }],
])('an origin that breaks off %s is at fault', async (_, sent) => {
  const model = fresh()
  const answering = model.call(sent)
  const { request, socket } = await blue().take().taken
  await wholeOf(request)

  socket.resetAndDestroy()

  expect((await answering).status).toBe(502)
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 0, faults: 1 })
})

test('a GET keeps its body and its length', async () => {
  const answering = fresh().call({ method: 'GET', body: 'whole' })
  const taken = await blue().take().taken

  expect(String(await wholeOf(taken.request))).toBe('whole')
  expect(taken.request.headers['content-length']).toBe('5')
  answerWith(taken, {})
  expect((await answering).status).toBe(200)
})

test.each([
  [401, { neutral: 1 }],
  [413, { neutral: 1 }],
  [429, { overload: 1 }],
  [500, { faults: 1 }],
  [200, { successes: 1 }],
])('an origin that answers %i before the upload ends has answered', async (status, counted) => {
  const model = fresh()
  const { answer } = await sending(model, {})
  const { socket } = await blue().take().taken
  socket.write(`HTTP/1.1 ${status} Early\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno`)
  socket.resetAndDestroy()

  const { status: seen, body, leave } = await answer
  const text = String(await body())
  leave()

  expect([seen, text]).toEqual([status, 'no'])
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 0, faults: 0, ...counted })
})

test('an early answer goes on although the origin reads no more of the upload', async () => {
  const model = fresh()
  const { answer, body } = await sending(model, {})
  const { response } = await blue().take().taken
  response.writeHead(200, { 'content-type': 'text/plain' }).write('first')
  const early = await answer
  body.push(Buffer.alloc(32_000_000))

  await setTimeout(3 * HEADER_TIMEOUT_MS)
  response.end('last')

  expect(String(await early.body())).toBe('firstlast')
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1, faults: 0 })
})

test('a client that leaves its upload while an early answer runs is neutral', async () => {
  const model = fresh()
  const { answer, leave } = await sending(model, {})
  const { response, left } = await blue().take().taken
  response.writeHead(200, { 'content-type': 'text/plain' }).write('first')
  await answer

  leave()

  await left
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 1, faults: 0 })
})

test('a small body may come more slowly than the header timeout', async () => {
  const model = fresh()
  const { answer, body } = await sending(model, { headers: withLength(9) })
  const { taken } = blue().take()
  await setTimeout(2 * HEADER_TIMEOUT_MS)

  body.push('last')
  body.push(null)
  answerWith(await taken, {})

  expect((await answer).status).toBe(200)
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1, faults: 0, slow: 0 })
})
