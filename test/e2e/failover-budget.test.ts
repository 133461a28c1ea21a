import { expect, test } from 'vitest'
import type { Answer } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired } from '../support/wire/pair.ts'

// What takes from the failover budget for good, and what does not.

const { blue, green, fresh } = paired()

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
