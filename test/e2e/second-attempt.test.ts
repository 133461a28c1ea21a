import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf, type Sent } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ failover_timeout_seconds: 0.5 })

/** Reads the body of the next call at an origin, then answers it. */
async function next(origin: WireOrigin, reply: Reply): Promise<void> {
  const taken = await origin.take().taken
  await wholeOf(taken.request)
  answerWith(taken, reply)
}

/** Sends a call that blue fails, and that green answers as given if it gets the call. */
async function failing({ call }: PairModel, ofBlue: Reply, ofGreen: Reply, sent: Sent = {}) {
  const answering = call(sent)
  await next(blue(), ofBlue)
  const pending = green().take()
  const first = await Promise.race([answering, pending.taken])
  if ('request' in first) answerWith(first, ofGreen)
  else pending.forget()
  const answer = await answering
  return {
    status: answer.status,
    body: String(await answer.body()),
    isRepeated: 'request' in first,
  }
}

/** A call of one caller. */
const from = (key: string): Sent => ({ headers: [['Authorization', `Bearer ${key}`]] })

test('passes the answer of blue with its body when green is silent', async () => {
  const { call, counts } = fresh()
  const body = '{"error":"of blue"}'
  const start = performance.now()
  const answering = call()
  await next(blue(), { status: 500, headers: { 'x-own': 'blue' }, body })
  const silent = await green().take().taken
  const answer = await answering

  expect([answer.status, answer.header('x-own')]).toEqual([500, 'blue'])
  expect(String(await answer.body())).toBe(body)
  expect(routerFieldOf(answer)).toMatchObject({ color: 'blue', failedOverFrom: undefined })
  expect(performance.now() - start).toBeLessThan(1_500)
  await silent.left
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 1, neutral: 0 })
})

test('does not limit the body of green', async () => {
  const { call } = fresh()
  const answering = call()
  await next(blue(), { status: 500 })
  const { response } = await green().take().taken
  response.writeHead(200, { 'content-length': '10' }).write('first')
  const answer = await answering
  await setTimeout(800)
  response.end('later')

  expect(String(await answer.body())).toBe('firstlater')
})

test('ends the work of green when the client leaves during its answer', async () => {
  const { call, counts } = fresh()
  const answering = call()
  await next(blue(), { status: 503 })
  const taken = await green().take().taken
  taken.response.writeHead(200, { 'content-type': 'text/event-stream' })
  taken.response.write('data: 1\n\n')
  const answer = await answering

  answer.leave()

  // workerd alone detects that a client left at the next write to that client.
  const writing = setInterval(() => taken.response.write('data: x\n\n'), 10)
  await taken.left
  clearInterval(writing)
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, overload: 1 })
})

test('errors the body for the client when green breaks off its answer', async () => {
  const { call } = fresh()
  const answering = call()
  await next(blue(), { status: 503 })
  const { response, socket } = await green().take().taken
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
  const answer = await answering

  socket.destroy()

  await expect(answer.body()).rejects.toThrow('aborted')
})

test('passes a 503 with its headers when green is overloaded too', async () => {
  const model = fresh()
  const { counts } = model

  const ofBlue = { status: 503, headers: { 'retry-after': '7' }, body: 'busy' }
  const answer = await failing(model, ofBlue, { status: 503, body: 'of green' })

  expect(answer).toEqual({ status: 503, body: 'busy', isRepeated: true })
  await expect
    .poll(counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, faults: 0, overload: 1, neutral: 0 })
})

test('answers each call of a long overload from green', async () => {
  const model = fresh()
  const statuses = new Set<number>()

  for (let sent = 0; sent < 300; sent++) {
    const { status } = await failing(model, { status: 503 }, {})
    statuses.add(status)
  }

  expect([...statuses]).toEqual([200])
}, 60_000)

test('answers a burst of an overload from green', async () => {
  const { call } = fresh()

  const answering = Array.from({ length: 40 }, () => call())
  for (const _ of answering) await next(blue(), { status: 503 })
  for (const _ of answering) await next(green(), {})
  const statuses = (await Promise.all(answering)).map(({ status }) => status)

  expect(new Set(statuses)).toEqual(new Set([200]))
}, 30_000)

test('stops repeating calls when green fails them too, for the caller only that they come from', async () => {
  const model = fresh()
  // Both callers had a good answer.
  for (const key of ['one', 'two']) {
    const answering = model.call(from(key))
    await next(blue(), {})
    await (await answering).body()
  }

  let repeated = 0
  for (let sent = 0; sent < 200; sent++) {
    const { isRepeated } = await failing(model, { status: 500 }, { status: 500 }, from('one'))
    if (isRepeated) repeated++
  }
  const other = await failing(model, { status: 500 }, { body: 'of green' }, from('two'))

  // 100 that each caller may lose, and 0.2 for each call.
  expect(repeated).toBeGreaterThanOrEqual(120)
  expect(repeated).toBeLessThanOrEqual(140)
  expect(other).toEqual({ status: 200, body: 'of green', isRepeated: true })
}, 60_000)
