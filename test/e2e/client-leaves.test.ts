import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { until } from '../support/model-server.ts'
import { started } from '../support/wire/client.ts'
import { answerWith, routed } from '../support/wire/exchange.ts'
import type { Taken } from '../support/wire/origin.ts'

const { open, origin, router } = routed()

const post = { method: 'POST', body: '{}' }
const neutralCalls = { count: 0 }

/** Keeps writing like a generating model; resolves when the connection is closed. */
async function writeUntilLeft({ response, left: closed }: Taken): Promise<void> {
  const writing = setInterval(() => response.write('data: x\n\n'), 10)
  await closed
  clearInterval(writing)
}

/** Reads the counts that the router has reported so far. */
async function reportedCounts() {
  const { neutral, faults } = (await router().statusOf('chat')).health.blue
  return { neutral, faults }
}

/** Returns the expected counts after one more neutral call. */
function oneMoreNeutral() {
  neutralCalls.count++
  return { neutral: neutralCalls.count, faults: 0 }
}

// Cloudflare detects a client that disconnects at once. workerd alone detects it at the next write to that client.
test.each(['text/event-stream', 'application/x-ndjson', 'application/json', 'audio/wav'])(
  'cancels the origin call when the client disconnects in the middle of %s',
  async (type) => {
    const { taken, answering } = await open('/chat/v1/x', post)
    taken.response.writeHead(200, { 'content-type': type }).write('data: first\n\n')
    const { stream, leave } = await answering
    await stream[Symbol.asyncIterator]().next()

    leave()

    await writeUntilLeft(taken)
    expect(taken.response.writableFinished).toBe(false)
    await expect.poll(reportedCounts, pollOptions).toEqual(oneMoreNeutral())
  }
)

test.each(['text/event-stream', 'application/json'])(
  'cancels the origin call at the headers of %s when the client disconnected before them',
  async (type) => {
    const call = started(router().url, '/chat/v1/x', post)
    call.answer.catch(() => undefined)
    const taken = await origin().take().taken
    call.leave()

    taken.response.writeHead(200, { 'content-type': type })

    await writeUntilLeft(taken)
    await expect.poll(reportedCounts, pollOptions).toEqual(oneMoreNeutral())
  }
)

test('cancels the origin call when the client resets its connection during the upload', async () => {
  const body = new Readable({ read: () => undefined })
  body.push('first')
  const call = started(router().url, '/chat/v1/x', { method: 'POST', body })
  call.answer.catch(() => undefined)
  const taken = await origin().take().taken

  call.reset()

  await taken.left
  expect(taken.request.complete).toBe(false)
  await expect.poll(reportedCounts, pollOptions).toEqual(oneMoreNeutral())
})

test('counts a call as neutral when the client disconnects during the upload of a small body', async () => {
  const before = origin().calls()
  const body = new Readable({ read: () => undefined })
  body.push('first')
  const headers = [['content-length', '100']] as const
  const call = started(router().url, '/chat/v1/x', { method: 'POST', headers, body })
  call.answer.catch(() => undefined)

  await until(() => body.readableLength === 0, 'the first part is sent')
  call.leave()

  await expect.poll(reportedCounts, pollOptions).toEqual(oneMoreNeutral())
  expect(origin().calls()).toBe(before)
})

test('does not affect the calls of other clients', async () => {
  const staying = await open('/chat/v1/x', post)
  const leaving = await open('/chat/v1/x', post)
  leaving.taken.response.writeHead(200).flushHeaders()
  const { leave } = await leaving.answering

  leave()
  await writeUntilLeft(leaving.taken)
  answerWith(staying.taken, { body: 'whole' })

  expect(String(await (await staying.answering).body())).toBe('whole')
})
