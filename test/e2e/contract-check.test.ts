import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ stateful_paths: ['/v1/responses'] })

async function next(origin: WireOrigin, reply: Reply): Promise<string> {
  const taken = await origin.take().taken
  const body = String(await wholeOf(taken.request))
  answerWith(taken, reply)
  return body
}

test.each([400, 404, 422])(
  'answers a call with the answer of stable when the candidate refuses it with %i, and counts a fault',
  async (status) => {
    const { call, switchTo, counts } = fresh()
    await switchTo('green')
    const answering = call()

    await next(green(), { status, body: 'of green' })
    const repeated = await next(blue(), { body: 'of blue' })
    const answer = await answering

    expect([answer.status, String(await answer.body())]).toEqual([200, 'of blue'])
    expect(routerFieldOf(answer)).toMatchObject({ color: 'blue', failedOverFrom: 'green' })
    expect(repeated).toBe('{"prompt":"x"}')
    await expect
      .poll(counts('green'), pollOptions)
      .toMatchObject({ calls: 1, faults: 1, neutral: 0 })
  }
)

test('passes the event stream of stable piece by piece', async () => {
  const { call, switchTo } = fresh()
  await switchTo('green')
  const answering = call()
  await next(green(), { status: 400 })
  const { response } = await blue().take().taken
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  const reading = (await answering).stream[Symbol.asyncIterator]()

  response.write('data: 1\n\n')
  const first = await reading.next()
  response.end('data: 2\n\n')
  const second = await reading.next()

  expect([first.value, second.value].map(String)).toEqual(['data: 1\n\n', 'data: 2\n\n'])
})

test.each([400, 422, 500, 503])(
  'passes the refusal of the candidate when stable answers %i, and counts it as neutral',
  async (status) => {
    const { call, switchTo, counts } = fresh()
    await switchTo('green')
    const answering = call()

    await next(green(), { status: 400, headers: { 'x-own': 'green' }, body: 'of green' })
    await next(blue(), { status, body: 'of blue' })
    const answer = await answering

    expect([answer.status, answer.header('x-own')]).toEqual([400, 'green'])
    expect(String(await answer.body())).toBe('of green')
    expect(routerFieldOf(answer)).toMatchObject({ color: 'green', failedOverFrom: undefined })
    await expect
      .poll(counts('green'), pollOptions)
      .toMatchObject({ calls: 1, faults: 0, neutral: 1 })
  }
)

/** Returns the time until the client has the refusal of green, in milliseconds. */
async function timeOfRefusal({ call }: PairModel): Promise<number> {
  const start = performance.now()
  const answering = call()
  await next(green(), { status: 400, body: 'of green' })
  const answer = await answering
  expect([answer.status, String(await answer.body())]).toEqual([400, 'of green'])
  return performance.now() - start
}

test('does not wait for a silent stable longer than a short time, and only once', async () => {
  const model = fresh()
  await model.switchTo('green')

  const first = await timeOfRefusal(model)
  const later = [await timeOfRefusal(model), await timeOfRefusal(model)]

  const silent = [first, ...later].map(() => blue().take().taken)

  expect(await Promise.all(silent)).toHaveLength(3)
  expect(first).toBeLessThan(3_000)
  for (const time of later) expect(time).toBeLessThan(300)
})

test('counts a fault when stable accepts the call after the client has the refusal', async () => {
  const model = fresh()
  await model.switchTo('green')
  await timeOfRefusal(model)

  await next(blue(), { body: 'of blue' })

  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, faults: 1, neutral: 0 })
})

test('waits longer for stable once it has accepted the same refusal', async () => {
  const model = fresh()
  await model.switchTo('green')
  await timeOfRefusal(model)
  await next(blue(), {})
  await expect.poll(model.counts('green'), pollOptions).toMatchObject({ faults: 1 })
  const answering = model.call()

  await next(green(), { status: 400 })
  const second = await blue().take().taken
  await setTimeout(2_500)
  answerWith(second, { body: 'of blue' })

  expect(String(await (await answering).body())).toBe('of blue')
})

test.each(['DELETE', 'PUT', 'PATCH'])(
  'never carries out a %s on stable that the candidate refuses with 404',
  async (method) => {
    const { call, switchTo, counts } = fresh()
    await switchTo('green')
    const before = blue().calls()

    for (const path of ['/v1/completions', '/v1/responses/resp_1', '/v1/files/x']) {
      const answering = call({ method, headers: [['Idempotency-Key', 'k']] }, path)
      await next(green(), { status: 404 })
      expect((await answering).status).toBe(404)
    }

    await expect.poll(counts('green'), pollOptions).toMatchObject({ calls: 3, neutral: 3 })
    expect(blue().calls()).toBe(before)
  }
)

test('does not check a 400 outside a bake', async () => {
  const { call, counts } = fresh()
  const before = green().calls()
  const answering = call()

  await next(blue(), { status: 400 })
  await answering

  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, neutral: 1 })
  expect(green().calls()).toBe(before)
})

test.each([
  ['POST', { method: 'POST' }],
  ['GET', { method: 'GET', body: '' }],
])('does not check a %s with x-bluegreen-failover: never', async (_, sent) => {
  const { call, switchTo, counts } = fresh()
  await switchTo('green')
  const before = blue().calls()
  const answering = call({ ...sent, headers: [['X-Bluegreen-Failover', 'never']] })

  await next(green(), { status: 400 })
  await answering

  await expect.poll(counts('green'), pollOptions).toMatchObject({ calls: 1, neutral: 1 })
  expect(blue().calls()).toBe(before)
})

test.each([
  ['a 401', 401, '/v1/completions'],
  ['a 403', 403, '/v1/completions'],
  ['a 407', 407, '/v1/completions'],
  ['a 451', 451, '/v1/completions'],
  ['a 404 of a path that only stable may have', 404, '/v1/new'],
  [
    'a 404 where the operator says that state lives, when blue refuses it too',
    404,
    '/v1/responses',
  ],
])('does not blame the candidate for %s', async (_, status, path) => {
  const { call, switchTo, counts } = fresh()
  await switchTo('green')
  const answering = call({}, path)

  await next(green(), { status })
  if (path === '/v1/responses') await next(blue(), { status })
  const answer = await answering

  expect(answer.status).toBe(status)
  await expect.poll(counts('green'), pollOptions).toMatchObject({ calls: 1, faults: 0, neutral: 1 })
})

test('answers a call from the color that has its state, and blames neither', async () => {
  const { call, switchTo, counts } = fresh()
  await switchTo('green')
  const answering = call({}, '/v1/responses/resp_1/cancel')

  await next(green(), { status: 404, body: 'of green' })
  await next(blue(), { body: 'of blue' })
  const answer = await answering

  expect([answer.status, String(await answer.body())]).toEqual([200, 'of blue'])
  expect(routerFieldOf(answer)).toMatchObject({ color: 'blue', failedOverFrom: 'green' })
  await expect.poll(counts('green'), pollOptions).toMatchObject({ calls: 1, faults: 0, neutral: 1 })
})

test('does not check a 429 of the candidate', async () => {
  const { call, switchTo, counts } = fresh()
  await switchTo('green')
  const before = blue().calls()
  const answering = call()

  await next(green(), { status: 429 })
  await answering

  await expect.poll(counts('green'), pollOptions).toMatchObject({ calls: 1, overload: 1 })
  expect(blue().calls()).toBe(before)
})
