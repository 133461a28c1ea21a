import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { answerWith } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ failover: false, idle_timeout_seconds: 0.3 })

/** A call whose answer says a length of 100 and has only a part of it yet. */
async function begun({ call }: PairModel, origin: WireOrigin, status = 200) {
  const answering = call()
  const { socket, left } = await origin.take().taken
  socket.write(
    `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":`
  )
  return { answer: await answering, socket, left }
}

async function baking(): Promise<PairModel> {
  const model = fresh()
  await model.switchTo('green')
  return model
}

test('during a bake a body of known length that is cut is a fault', async () => {
  const model = await baking()
  const { answer, socket } = await begun(model, green())

  socket.destroy()

  await expect(answer.body()).rejects.toThrow('aborted')
  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1, successes: 0 })
})

test('during a bake a body of known length that stalls is a fault, and the origin is let go', async () => {
  const model = await baking()
  const { answer, left } = await begun(model, green())

  await expect(answer.body()).rejects.toThrow('aborted')
  await left
  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1, successes: 0 })
})

test('during a bake a client that leaves a body of known length is neutral', async () => {
  const model = await baking()
  const { answer, socket } = await begun(model, green())
  answer.leave()

  socket.write('x'.repeat(95))

  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 0 })
})

test('during a bake an error body of known length counts by its status', async () => {
  const model = await baking()
  const { answer, socket } = await begun(model, green(), 404)

  socket.destroy()

  await expect(answer.body()).rejects.toThrow('aborted')
  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 1, faults: 0 })
})

test.each([
  ['POST', 'whole', '5', 'whole'],
  ['POST', '', '0', ''],
  ['HEAD', 'whole', '5', ''],
])('during a bake the answer to a %s of %j keeps its length', async (method, body, length, got) => {
  const model = await baking()
  const answering = model.call({ method })
  answerWith(await green().take().taken, { headers: { 'content-length': length }, body })

  const answer = await answering

  expect(answer.header('content-length')).toBe(length)
  expect(answer.header('transfer-encoding')).toBeUndefined()
  expect(String(await answer.body())).toBe(got)
  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1, faults: 0 })
})

test('during a bake an event stream of known length keeps it, and its error event counts', async () => {
  const model = await baking()
  const body = 'event: error\ndata: {"message":"died"}\n\n'
  const headers = { 'content-type': 'text/event-stream', 'content-length': String(body.length) }
  const answering = model.call()
  answerWith(await green().take().taken, { headers, body })

  const answer = await answering

  expect(answer.header('content-length')).toBe(String(body.length))
  expect(String(await answer.body())).toBe(body)
  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1 })
})

test('during a bake a body whose length is said twice arrives whole', async () => {
  const model = await baking()
  const answering = model.call()
  const { socket } = await green().take().taken
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\nwhole')

  const answer = await answering

  expect([answer.header('content-length'), String(await answer.body())]).toEqual(['5', 'whole'])
  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1, faults: 0 })
})

test('while both colors take calls, a body that is cut on stable is a fault too', async () => {
  const model = fresh()
  await model.switchTo('green', { steps: [{ weight: 0.01 }] })
  const { answer, socket } = await begun(model, blue())

  socket.destroy()

  await expect(answer.body()).rejects.toThrow('aborted')
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1, successes: 0 })
})

test('outside a bake a body of known length counts by its status', async () => {
  const model = fresh()
  const { answer, socket } = await begun(model, blue())

  socket.destroy()

  await expect(answer.body()).rejects.toThrow('aborted')
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 0, successes: 1 })
})
