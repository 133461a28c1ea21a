import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { streamOf } from '../support/wire/hash.ts'
import { paired } from '../support/wire/pair.ts'

// Nothing listens at the address of blue.
const { green, fresh } = paired({}, true)

test('repeats a call once on green when blue refuses the connection', async () => {
  const { call, counts } = fresh()
  const before = green().calls()
  const answering = call()

  const taken = await green().take().taken
  const body = String(await wholeOf(taken.request))
  answerWith(taken, { body: 'good' })
  const answer = await answering

  expect([answer.status, String(await answer.body()), body]).toEqual([
    200,
    'good',
    '{"prompt":"x"}',
  ])
  expect(routerFieldOf(answer)).toMatchObject({ color: 'green', failedOverFrom: 'blue' })
  expect(green().calls() - before).toBe(1)
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 1 })
})

test('passes the stream of green event by event', async () => {
  const { call } = fresh()
  const answering = call()
  const { response } = await green().take().taken
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  const reading = (await answering).stream[Symbol.asyncIterator]()

  response.write('data: 1\n\n')
  const first = await reading.next()
  response.end('data: 2\n\n')
  const second = await reading.next()

  expect([first.value, second.value].map(String)).toEqual(['data: 1\n\n', 'data: 2\n\n'])
})

test('answers 502 when the call fails on green too', async () => {
  const { call, counts } = fresh()
  const answering = call()

  answerWith(await green().take().taken, { status: 500, body: 'of green' })
  const answer = await answering

  expect(answer.status).toBe(502)
  expect(routerFieldOf(answer)).toMatchObject({ color: undefined, error: 'origin_unreachable' })
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 0, neutral: 1 })
})

test('counts a fault for blue when green answers 503', async () => {
  const { call, counts } = fresh()
  const answering = call()

  answerWith(await green().take().taken, { status: 503 })

  expect((await answering).status).toBe(502)
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 1, neutral: 0 })
})

test.each([
  ['is larger than the limit', { body: Buffer.alloc(1_048_577) }],
  ['comes in chunks', { body: streamOf(Buffer.from('abc')) }],
  ['has x-bluegreen-failover: never', { headers: [['X-Bluegreen-Failover', 'never']] }],
] as const)('answers 502 to a call that %s', async (_, sent) => {
  const { call, counts } = fresh()
  const before = green().calls()

  const answer = await call(sent)

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  expect(green().calls()).toBe(before)
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 1 })
})
