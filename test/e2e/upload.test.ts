import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { until } from '../support/model-server.ts'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { send, started, wholeOf, type Sent } from '../support/wire/client.ts'
import { answerWith, routed } from '../support/wire/exchange.ts'
import { noise } from '../support/wire/hash.ts'

// Bodies too large to keep, or of unknown length.

const HEADER_TIMEOUT_MS = 300
const LARGE_BYTES = 64 * 1_048_576

const { open, origin, router } = routed({
  header_timeout_seconds: HEADER_TIMEOUT_MS / 1000,
  first_byte_objective_seconds: 0.2,
})

const ways: readonly (readonly [string, NonNullable<Sent['headers']>])[] = [
  ['in chunks', []],
  ['with its length', [['content-length', String(LARGE_BYTES)]]],
]

/** What the calls of these tests must have been booked as, at the end of all. */
const expected = { successes: 0, neutral: 0, faults: 0, slow: 0 }

const fed = () => new Readable({ read: () => undefined })

/** A call of whose body the first part is on its way. */
async function opening(body: Readable, headers: Sent['headers'] = []) {
  const opened = open('/chat/v1/x', { method: 'POST', headers, body })
  body.push('first')
  await until(() => body.readableLength === 0, 'the first part is sent')
  return opened
}

test.each(ways)('a client may take its time to send a body %s', async (_, headers) => {
  const body = fed()
  const { taken, answering } = await opening(body, headers)

  await setTimeout(3 * HEADER_TIMEOUT_MS)
  body.push(noise(LARGE_BYTES - 'first'.length))
  body.push(null)
  const seen = await wholeOf(taken.request)
  answerWith(taken, { body: 'taken' })
  expected.successes++

  expect(seen.length).toBe(LARGE_BYTES)
  expect(String(await (await answering).body())).toBe('taken')
})

test.each(ways)('an origin that has a body %s and says nothing times out', async (_, headers) => {
  const body = Readable.from([noise(LARGE_BYTES)])
  const { taken, answering } = await open('/chat/v1/x', { method: 'POST', headers, body })
  await wholeOf(taken.request)
  expected.faults++
  expected.slow++

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
})

test.each(ways)('an origin that does not read a body %s times out', async (_, headers) => {
  const body = Readable.from([noise(LARGE_BYTES)])
  const { answering } = await open('/chat/v1/x', { method: 'POST', headers, body })
  expected.faults++

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
})

test.each(ways)(
  'a client that closes in the middle of a body %s is neutral',
  async (_, headers) => {
    const body = fed()
    const call = started(router().url, '/chat/v1/x', { method: 'POST', headers, body })
    call.answer.catch(() => undefined)
    const taking = origin().take().taken
    body.push('first')
    const taken = await taking
    expected.neutral++

    call.leave()

    await taken.left
    expect(taken.request.complete).toBe(false)
  }
)

test.each(ways)('an origin that breaks off in a body %s is unreachable', async (_, headers) => {
  const body = fed()
  const { taken, answering } = await opening(body, headers)
  taken.socket.resetAndDestroy()
  const feeding = setInterval(() => body.push(noise(1_000)), 10)
  expected.faults++

  const answer = await answering
  clearInterval(feeding)

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
})

test.each(ways)('an answer before the end of a body %s arrives at once', async (_, headers) => {
  const { taken, answering } = await opening(fed(), headers)
  await setTimeout(HEADER_TIMEOUT_MS)
  answerWith(taken, { status: 413, body: 'too large' })
  expected.neutral++

  const answer = await answering

  expect([answer.status, String(await answer.body())]).toEqual([413, 'too large'])
})

test.each(ways)('an answer of an origin that hangs up on a body %s arrives', async (_, headers) => {
  const body = fed()
  const { taken, answering } = await opening(body, headers)
  const answer = 'HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 9\r\n\r\ntoo large'
  taken.socket.end(answer)
  const feeding = setInterval(() => body.push(noise(100_000)), 1)
  expected.neutral++

  const { status, body: whole } = await answering
  clearInterval(feeding)

  expect([status, String(await whole())]).toEqual([413, 'too large'])
})

test('each is booked on the side that broke off or was slow', async () => {
  const booked = async () => {
    const { successes, neutral, faults, slow } = (await router().statusOf('chat')).health.blue
    return { successes, neutral, faults, slow }
  }

  await expect.poll(booked, pollOptions).toEqual(expected)
})

test('a body that the origin does not read is not held in memory', async () => {
  const body = fed()
  const sent = { bytes: 0 }
  body._read = () => {
    sent.bytes += 65_536
    if (sent.bytes < 8 * LARGE_BYTES) body.push(noise(65_536))
  }
  send(router().url, '/chat/v1/x', { method: 'POST', body }).catch(() => undefined)
  await origin().take().taken
  await setTimeout(HEADER_TIMEOUT_MS / 2)

  // What the connections between client and origin hold, and no more.
  expect(sent.bytes).toBeLessThan(32 * 1_048_576)
})
