import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({
  failover: false,
  header_timeout_seconds: 0.3,
  idle_timeout_seconds: 0.3,
  first_byte_objective_seconds: 0.1,
  statuses: { fault: [418], success: [404], neutral: [501] },
})

/** Sends a call, answers it at blue and reads the answer. */
async function callAnswered({ call }: PairModel, reply: Reply): Promise<void> {
  const answering = call()
  answerWith(await blue().take().taken, reply)
  await (await answering).body().catch(() => undefined)
}

const sse = { 'content-type': 'text/event-stream' }
const ndjson = { 'content-type': 'application/x-ndjson; charset=utf-8' }

test.each<readonly [string, Reply]>([
  ['200', { body: '{}' }],
  ['200 without a length', { headers: { 'transfer-encoding': 'chunked' }, body: '{}' }],
  ['204', { status: 204 }],
  ['302', { status: 302, headers: { location: '/x' } }],
  [
    'a stream without an error event',
    { headers: sse, body: 'data: {"error": null}\n\ndata: [DONE]\n\n' },
  ],
  ['a status in the list `success` of the model', { status: 404 }],
])('counts %s as a success', async (_, reply) => {
  const model = fresh()

  await callAnswered(model, reply)

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1 })
})

test.each<readonly [string, Reply]>([
  ['400', { status: 400 }],
  ['401', { status: 401 }],
  ['422', { status: 422, body: 'x'.repeat(100_000) }],
  ['an error event with a 4xx code', { headers: sse, body: 'data: {"error":{"code":400}}\n\n' }],
  ['a status in the list `neutral` of the model', { status: 501 }],
])('counts %s as neutral', async (_, reply) => {
  const model = fresh()

  await callAnswered(model, reply)

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 1, successes: 0, faults: 0 })
})

test.each<readonly [string, Reply]>([
  ['429', { status: 429 }],
  ['503', { status: 503 }],
  ['529', { status: 529 }],
  [
    'an error event of type overloaded_error',
    {
      headers: sse,
      body: 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n',
    },
  ],
])('counts %s as overload', async (_, reply) => {
  const model = fresh()

  await callAnswered(model, reply)

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, overload: 1, faults: 0, successes: 0 })
})

test.each<readonly [string, Reply]>([
  ['500', { status: 500 }],
  ['502', { status: 502, body: 'x'.repeat(100_000) }],
  ['a status in the list `fault` of the model', { status: 418 }],
  [
    'an error event',
    { headers: sse, body: 'data: 1\n\nevent: error\ndata: {"message":"died"}\n\n' },
  ],
  [
    'an error in a data event',
    { headers: sse, body: 'data: {"error":{"message":"died"}}\n\ndata: [DONE]\n\n' },
  ],
  ['an error line', { headers: ndjson, body: '{"response":"a"}\n{"error":"died"}\n' }],
])('counts %s as a fault', async (_, reply) => {
  const model = fresh()

  await callAnswered(model, reply)

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1, successes: 0 })
})

test('ignores an error event in an encoded stream', async () => {
  const model = fresh()

  await callAnswered(model, {
    headers: { ...sse, 'content-encoding': 'zstd' },
    body: 'event: error\n\n',
  })

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1 })
})

test.each(['text/event-stream', 'application/json', 'audio/wav'])(
  'counts a body of %s that is cut off as a fault',
  async (type) => {
    const model = fresh()
    const answering = model.call()
    const { response, socket } = await blue().take().taken
    response.writeHead(200, { 'content-type': type }).write('data: 1\n\n')
    const answer = await answering

    socket.destroy()

    await expect(answer.body()).rejects.toThrow('aborted')
    await expect
      .poll(model.counts('blue'), pollOptions)
      .toMatchObject({ calls: 1, running: 0, faults: 1, successes: 0 })
  }
)

test.each(['text/event-stream', 'application/json', 'audio/wav'])(
  'counts a body of %s that stalls as a fault',
  async (type) => {
    const model = fresh()
    const answering = model.call()
    const { response } = await blue().take().taken
    response.writeHead(200, { 'content-type': type }).write('data: 1\n\n')

    await expect((await answering).body()).rejects.toThrow('aborted')
    await expect
      .poll(model.counts('blue'), pollOptions)
      .toMatchObject({ calls: 1, running: 0, faults: 1, successes: 0 })
  }
)

test('counts a header timeout as a fault', async () => {
  const model = fresh()

  const { status } = await model.call()

  expect(status).toBe(504)
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1 })
})

test('counts a call in progress as running, without an outcome', async () => {
  const model = fresh()
  const answering = model.call()
  const { response } = await blue().take().taken
  response.writeHead(200, sse).flushHeaders()
  const answer = await answering
  const writing = setInterval(() => response.write(': ping\n\n'), 50)

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 1, successes: 0, neutral: 0, faults: 0 })
  clearInterval(writing)
  response.end()
  await answer.body()
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1 })
})

test('counts a call for the color that served it', async () => {
  const model = fresh()
  await model.switchTo('green')
  const answering = model.call()

  answerWith(await green().take().taken, { status: 200, body: 'x' })
  await (await answering).body()

  await expect.poll(model.counts('green'), pollOptions).toMatchObject({ calls: 1, successes: 1 })
  await expect.poll(model.counts('blue'), pollOptions).toMatchObject({ calls: 0 })
})

test('counts a first byte after the objective as slow and as a success', async () => {
  const model = fresh()
  const answering = model.call()
  const taken = await blue().take().taken

  await setTimeout(200)
  answerWith(taken, { body: 'late' })
  await (await answering).body()

  await expect.poll(model.counts('blue'), pollOptions).toMatchObject({ slow: 1, successes: 1 })
})
