import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { until } from '../support/model-server.ts'
import { started } from '../support/wire/client.ts'
import { answerWith, routed } from '../support/wire/exchange.ts'
import type { Taken } from '../support/wire/origin.ts'

const { open, origin, router } = routed()

const post = { method: 'POST', body: '{}' }
const left = { count: 0 }

/** Goes on writing, as a model does that has nobody to tell it to stop; resolves when the connection is gone. */
async function writeUntilLeft({ response, left: gone }: Taken): Promise<void> {
  const writing = setInterval(() => response.write('data: x\n\n'), 10)
  await gone
  clearInterval(writing)
}

/** What the router has booked so far. */
async function booked() {
  const { neutral, faults } = (await router().statusOf('chat')).health.blue
  return { neutral, faults }
}

/** One call more than before that is neutral, and still no fault. */
function oneMoreNeutral() {
  left.count++
  return { neutral: left.count, faults: 0 }
}

// Cloudflare hears of a client that leaves at once. workerd alone hears of it when it writes to that client.
test.each(['text/event-stream', 'application/x-ndjson', 'application/json', 'audio/wav'])(
  'a client that leaves in the middle of %s takes the origin’s work with it',
  async (type) => {
    const { taken, answering } = await open('/chat/v1/x', post)
    taken.response.writeHead(200, { 'content-type': type }).write('data: first\n\n')
    const { stream, leave } = await answering
    await stream[Symbol.asyncIterator]().next()

    leave()

    await writeUntilLeft(taken)
    expect(taken.response.writableFinished).toBe(false)
    await expect.poll(booked, pollOptions).toEqual(oneMoreNeutral())
  }
)

test.each(['text/event-stream', 'application/json'])(
  'a client that left before the headers takes the origin’s work with it when %s begins',
  async (type) => {
    const call = started(router().url, '/chat/v1/x', post)
    call.answer.catch(() => undefined)
    const taken = await origin().take().taken
    call.leave()

    taken.response.writeHead(200, { 'content-type': type })

    await writeUntilLeft(taken)
    await expect.poll(booked, pollOptions).toEqual(oneMoreNeutral())
  }
)

test('a client that resets its connection while it sends a body takes its call with it', async () => {
  const body = new Readable({ read: () => undefined })
  body.push('first')
  const call = started(router().url, '/chat/v1/x', { method: 'POST', body })
  call.answer.catch(() => undefined)
  const taken = await origin().take().taken

  call.reset()

  await taken.left
  expect(taken.request.complete).toBe(false)
  await expect.poll(booked, pollOptions).toEqual(oneMoreNeutral())
})

test('a client that leaves while it sends a small body with its length is neutral', async () => {
  const before = origin().calls()
  const body = new Readable({ read: () => undefined })
  body.push('first')
  const headers = [['content-length', '100']] as const
  const call = started(router().url, '/chat/v1/x', { method: 'POST', headers, body })
  call.answer.catch(() => undefined)

  await until(() => body.readableLength === 0, 'the first part is sent')
  call.leave()

  await expect.poll(booked, pollOptions).toEqual(oneMoreNeutral())
  expect(origin().calls()).toBe(before)
})

test('the call of another client goes on', async () => {
  const staying = await open('/chat/v1/x', post)
  const leaving = await open('/chat/v1/x', post)
  leaving.taken.response.writeHead(200).flushHeaders()
  const { leave } = await leaving.answering

  leave()
  await writeUntilLeft(leaving.taken)
  answerWith(staying.taken, { body: 'whole' })

  expect(String(await (await staying.answering).body())).toBe('whole')
})
