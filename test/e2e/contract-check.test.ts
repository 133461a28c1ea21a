import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired()

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
