import { expect, test } from 'vitest'
import { wholeOf, type Answer } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired } from '../support/wire/pair.ts'

// What takes from the failover budget for good, and what does not.

const { blue, green, fresh } = paired()

/** Reads the body of the next call at an origin, then answers it. */
async function next(origin: WireOrigin, reply: Reply): Promise<void> {
  const taken = await origin.take().taken
  await wholeOf(taken.request)
  answerWith(taken, reply)
}

/** Answers a call at an origin if it gets the call before the client has its answer. */
async function ifCalled(origin: WireOrigin, answering: Promise<Answer>, reply: Reply) {
  const pending = origin.take()
  const first = await Promise.race([answering, pending.taken])
  if ('request' in first) answerWith(first, reply)
  else pending.forget()
}

/** Resets each call at an origin until the client has its answer. */
async function resetAll(origin: WireOrigin, answering: Promise<Answer>): Promise<void> {
  for (;;) {
    const pending = origin.take()
    const first = await Promise.race([answering, pending.taken])
    if (!('request' in first)) return pending.forget()
    first.socket.resetAndDestroy()
  }
}

test('answers each GET from green for as long as blue resets connections', async () => {
  const { call } = fresh()
  const statuses = new Set<number>()

  for (let sent = 0; sent < 200; sent++) {
    const answering = call({ method: 'GET', body: '' })
    await Promise.all([resetAll(blue(), answering), ifCalled(green(), answering, {})])
    statuses.add((await answering).status)
  }

  expect([...statuses]).toEqual([200])
}, 60_000)

test('answers a burst of failed calls from stable, however many calls both colors refused before', async () => {
  const { call, switchTo } = fresh()
  await switchTo('green')
  for (let sent = 0; sent < 150; sent++) {
    const refused = call()
    await next(green(), { status: 400 })
    await ifCalled(blue(), refused, { status: 400 })
    await refused
  }

  const failed = Array.from({ length: 10 }, () => call())
  for (const _ of failed) await next(green(), { status: 500 })
  await Promise.all(failed.map((answering) => ifCalled(blue(), answering, {})))
  const statuses = (await Promise.all(failed)).map(({ status }) => status)

  expect(new Set(statuses)).toEqual(new Set([200]))
}, 60_000)
