import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ stateful_paths: ['/v1/responses'] })

async function next(origin: WireOrigin, reply: Reply): Promise<string> {
  const taken = await origin.take().taken
  const body = String(await wholeOf(taken.request))
  answerWith(taken, reply)
  return body
}

test.each([400, 404, 422])(
  'counts a %i of the candidate as a fault when stable accepts the call, and passes it to the client',
  async (status) => {
    const { call, switchTo, counts } = fresh()
    await switchTo('green')
    const answering = call()

    await next(green(), { status, body: 'of green' })
    const answer = await answering
    const repeated = await next(blue(), { body: 'of blue' })

    expect([answer.status, String(await answer.body())]).toEqual([status, 'of green'])
    expect(routerFieldOf(answer)).toMatchObject({ color: 'green', failedOverFrom: undefined })
    expect(repeated).toBe('{"prompt":"x"}')
    await expect
      .poll(counts('green'), pollOptions)
      .toMatchObject({ calls: 1, faults: 1, neutral: 0 })
  }
)

test.each([400, 422, 500, 503])(
  'counts a 400 of the candidate as neutral when stable answers %i',
  async (status) => {
    const { call, switchTo, counts } = fresh()
    await switchTo('green')
    const answering = call()

    await next(green(), { status: 400 })
    await answering
    await next(blue(), { status })

    await expect
      .poll(counts('green'), pollOptions)
      .toMatchObject({ calls: 1, faults: 0, neutral: 1 })
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
