import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { until } from '../support/model-server.ts'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { send, started, wholeOf, type Sent } from '../support/wire/client.ts'
import { answerWith, routed } from '../support/wire/exchange.ts'
import { pseudoRandomBytes } from '../support/wire/hash.ts'

// Bodies that are too large to keep for a failover, or have an unknown length.

const HEADER_TIMEOUT_MS = 800
const LARGE_BYTES = 64 * 1_048_576

const { open, origin, router } = routed({
  header_timeout_seconds: HEADER_TIMEOUT_MS / 1000,
  first_byte_objective_seconds: 0.6,
})

const framings: readonly (readonly [string, NonNullable<Sent['headers']>])[] = [
  ['in chunks', []],
  ['with its length', [['content-length', String(LARGE_BYTES)]]],
]

/** The counts that the router must have reported after all tests. Each test adds its calls. */
const expected = { successes: 0, neutral: 0, faults: 0, slow: 0 }

const openBody = () => new Readable({ read: () => undefined })

/** Opens a call and sends the first part of its body. */
async function openUpload(body: Readable, headers: Sent['headers'] = []) {
  const opened = open('/chat/v1/x', { method: 'POST', headers, body })
  body.push('first')
  await until(() => body.readableLength === 0, 'the first part is sent')
  return opened
}

test.each(framings)(
  'does not time out while the client uploads a body %s slowly',
  async (_, headers) => {
    const body = openBody()
    const { taken, answering } = await openUpload(body, headers)

    await setTimeout(3 * HEADER_TIMEOUT_MS)
    body.push(pseudoRandomBytes(LARGE_BYTES - 'first'.length))
    body.push(null)
    const seen = await wholeOf(taken.request)
    answerWith(taken, { body: 'received' })
    expected.successes++

    expect(seen.length).toBe(LARGE_BYTES)
    expect(String(await (await answering).body())).toBe('received')
  }
)

test.each(framings)(
  'answers 504 when the origin has read a body %s and sends no headers',
  async (_, headers) => {
    const body = Readable.from([pseudoRandomBytes(LARGE_BYTES)])
    const { taken, answering } = await open('/chat/v1/x', { method: 'POST', headers, body })
    await wholeOf(taken.request)
    expected.faults++
    expected.slow++

    const answer = await answering

    expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
  }
)

test.each(framings)('answers 504 when the origin does not read a body %s', async (_, headers) => {
  const body = Readable.from([pseudoRandomBytes(LARGE_BYTES)])
  const { answering } = await open('/chat/v1/x', { method: 'POST', headers, body })
  expected.faults++

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
})

test.each(framings)(
  'counts a call as neutral when the client disconnects in the middle of a body %s',
  async (_, headers) => {
    const body = openBody()
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

test.each(framings)(
  'answers 502 when the origin resets the connection in the middle of a body %s',
  async (_, headers) => {
    const body = openBody()
    const { taken, answering } = await openUpload(body, headers)
    taken.socket.resetAndDestroy()
    const feeding = setInterval(() => body.push(pseudoRandomBytes(1_000)), 10)
    expected.faults++

    const answer = await answering
    clearInterval(feeding)

    expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  }
)

test.each(framings)('passes an answer before the end of a body %s at once', async (_, headers) => {
  const { taken, answering } = await openUpload(openBody(), headers)
  await setTimeout(HEADER_TIMEOUT_MS)
  answerWith(taken, { status: 413, body: 'too large' })
  expected.neutral++

  const answer = await answering

  expect([answer.status, String(await answer.body())]).toEqual([413, 'too large'])
})

test.each(framings)(
  'passes the answer of an origin that closes the connection in a body %s',
  async (_, headers) => {
    const body = openBody()
    const { taken, answering } = await openUpload(body, headers)
    const answer =
      'HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 9\r\n\r\ntoo large'
    taken.socket.end(answer)
    const feeding = setInterval(() => body.push(pseudoRandomBytes(100_000)), 1)
    expected.neutral++

    const { status, body: whole } = await answering
    clearInterval(feeding)

    expect([status, String(await whole())]).toEqual([413, 'too large'])
  }
)

test('counts faults and slow calls only for the side that caused them', async () => {
  const reportedCounts = async () => {
    const { successes, neutral, faults, slow } = (await router().statusOf('chat')).health.blue
    return { successes, neutral, faults, slow }
  }

  await expect.poll(reportedCounts, pollOptions).toEqual(expected)
})

test('does not buffer a body that the origin does not read', async () => {
  const body = openBody()
  const sent = { bytes: 0 }
  body._read = () => {
    sent.bytes += 65_536
    if (sent.bytes < 8 * LARGE_BYTES) body.push(pseudoRandomBytes(65_536))
  }
  send(router().url, '/chat/v1/x', { method: 'POST', body }).catch(() => undefined)
  await origin().take().taken
  await setTimeout(HEADER_TIMEOUT_MS / 2)

  // The socket buffers between client and origin, and no more.
  expect(sent.bytes).toBeLessThan(32 * 1_048_576)
})
