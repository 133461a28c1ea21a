import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import type { Sent } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired()

const get: Sent = { method: 'GET', body: '' }
const keyed: Sent = { headers: [['Idempotency-Key', 'k']] }

/** Sends a call on a connection that an earlier call had used; the origin resets it on the first byte. */
async function resetOnReuse({ call }: PairModel, sent: Sent) {
  const first = call()
  const before = await blue().take().taken
  answerWith(before, {})
  await (await first).body()
  const answering = call(sent)
  const { socket } = await blue().take().taken
  socket.resetAndDestroy()
  return { answering, wasReused: socket === before.socket }
}

test.each<readonly [string, Sent]>([
  ['a GET', get],
  ['a POST with an idempotency key', keyed],
])('%s on a connection that the origin closed is sent again, and no fault', async (_, sent) => {
  const model = fresh()
  const before = green().calls()
  const { answering, wasReused } = await resetOnReuse(model, sent)

  answerWith(await blue().take().taken, { body: 'again' })
  const answer = await answering

  expect(wasReused).toBe(true)
  expect([answer.status, routerFieldOf(answer)?.failedOverFrom]).toEqual([200, undefined])
  expect(green().calls()).toBe(before)
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 2, running: 0, successes: 2, faults: 0 })
})

test('a POST on a connection that the origin closed is a fault: it may have been worked on', async () => {
  const model = fresh()
  const { answering } = await resetOnReuse(model, {})
  const before = blue().calls()

  expect((await answering).status).toBe(502)

  expect(blue().calls()).toBe(before)
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 2, running: 0, faults: 1 })
})

test('a GET that the client wants sent only once is not sent again', async () => {
  const model = fresh()
  const headers = [['X-Bluegreen-Failover', 'never']] as const
  const { answering } = await resetOnReuse(model, { ...get, headers })
  const before = blue().calls()

  expect((await answering).status).toBe(502)

  expect(blue().calls()).toBe(before)
})
