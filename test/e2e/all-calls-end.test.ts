import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { until } from '../support/model-server.ts'
import { pollOptions } from '../support/poll-options.ts'
import { started, wholeOf, type Sent, type StartedCall } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import type { Taken } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

// After the traffic stops, every call has exactly one outcome and none is in progress.

const CALLS = 6

const { blue, green, router, fresh } = paired({
  header_timeout_seconds: 0.3,
  idle_timeout_seconds: 0.3,
})

const post: Sent = { method: 'POST', body: '{}' }
const sse = { 'content-type': 'text/event-stream' }

/** Starts a call. The ways below end it at the origin, at the client, or at both. */
function begin({ name }: PairModel, sent: Sent): StartedCall {
  const call = started(router().url, `/${name}/v1/completions`, sent)
  call.answer.then(({ body }) => body()).catch(() => undefined)
  return call
}

function halfSent(): Sent {
  const body = new Readable({ read: () => undefined })
  body.push('first')
  return { method: 'POST', body }
}

type Way = (model: PairModel, taking: Promise<Taken>) => Promise<void>

const ways: Readonly<Record<string, Way>> = {
  'are answered': async (model, taking) => {
    begin(model, post)
    answerWith(await taking, { body: '{}' })
  },
  'are answered with a stream': async (model, taking) => {
    begin(model, post)
    answerWith(await taking, { headers: sse, body: 'data: 1\n\n' })
  },
  'are refused': async (model, taking) => {
    begin(model, post)
    answerWith(await taking, { status: 400, body: 'no' })
  },
  'are dropped': async (model, taking) => {
    begin(model, post)
    const { socket } = await taking
    socket.destroy()
  },
  'are cut in mid-stream': async (model, taking) => {
    begin(model, post)
    const { response, socket } = await taking
    response.writeHead(200, sse).write('data: 1\n\n')
    setTimeout(() => socket.destroy(), 20)
  },
  'stall in mid-stream': async (model, taking) => {
    begin(model, post)
    const { response } = await taking
    response.writeHead(200, sse).write('data: 1\n\n')
  },
  'are left in mid-stream': async (model, taking) => {
    const { answer, leave } = begin(model, post)
    const { response, left } = await taking
    response.writeHead(200, sse).write('data: 1\n\n')
    await answer
    leave()
    const writing = setInterval(() => response.write('data: x\n\n'), 10)
    await left
    clearInterval(writing)
  },
  'are left in mid-upload': async (model, taking) => {
    const { leave } = begin(model, halfSent())
    const { left } = await taking
    leave()
    await left
  },
  'break at the origin in mid-upload': async (model, taking) => {
    begin(model, halfSent())
    const { socket } = await taking
    socket.resetAndDestroy()
  },
  'are answered in mid-upload': async (model, taking) => {
    const { answer, leave } = begin(model, halfSent())
    answerWith(await taking, { status: 413, body: 'too large' })
    await answer
    leave()
  },
  'are never answered': async (model, taking) => {
    begin(model, post)
    await taking
  },
  'are never answered, and left': async (model, taking) => {
    const { leave } = begin(model, post)
    await taking
    leave()
  },
}

test.each(Object.entries(ways))('calls that %s all end', async (_, way) => {
  const model = fresh()
  for (let count = 0; count < CALLS; count++) await way(model, blue().take().taken)

  await expect.poll(() => outcomes(model), pollOptions).toEqual({ running: 0, ended: CALLS })
})

test('calls that are repeated on the other color all end', async () => {
  const model = fresh()
  for (let count = 0; count < CALLS; count++) {
    begin(model, post)
    answerWith(await blue().take().taken, { status: 500 })
    const { request, response } = await green().take().taken
    await wholeOf(request)
    response.end()
  }

  await expect.poll(() => outcomes(model), pollOptions).toEqual({ running: 0, ended: CALLS })
})

test('calls that wait for a contract check all end', async () => {
  const model = fresh()
  await model.switchTo('green')
  const before = blue().calls()
  for (let count = 0; count < CALLS; count++) {
    begin(model, post)
    answerWith(await green().take().taken, { status: 400 })
    await until(() => blue().calls() > before + count, 'stable is asked')
  }

  await expect
    .poll(() => outcomes(model, 'green'), pollOptions)
    .toEqual({ running: 0, ended: CALLS })
})

async function outcomes(model: PairModel, color: 'blue' | 'green' = 'blue') {
  const { running, successes, neutral, faults, overload } = await model.counts(color)()
  return { running, ended: successes + neutral + faults + overload }
}
