import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { until } from '../support/model-server.ts'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { started, wholeOf, type StartedCall } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

// The memory of request bodies that the router keeps, for a failover or until they are whole.

const STALL_MS = 400
const MIB = 1_048_576

/**
 * A Worker that only passes the uploads on holds 180 MiB, and one that keeps each of them 440. The
 * rest is garbage that V8 has not collected yet.
 */
const ALLOWED = 360 * MIB

const { blue, green, router, fresh } = paired({
  idle_timeout_seconds: STALL_MS / 1000,
  failover_budget: 1,
})
const patient = paired()

const calls: StartedCall[] = []

afterEach(() => {
  for (const { leave } of calls.splice(0)) leave()
})

/** Starts an upload of known length; its body is to be fed. */
function upload(url: string, model: PairModel, length: number, method = 'POST') {
  const body = new Readable({ read: () => undefined })
  const headers = [['content-length', String(length)]] as const
  const call = started(url, `/${model.name}/v1/completions`, { method, headers, body })
  call.answer.catch(() => undefined)
  calls.push(call)
  return { ...call, body }
}

test('a body beyond the bound is streamed, and its call is answered', async () => {
  const model = patient.fresh()
  for (let count = 0; count < 20; count++) upload(patient.router().url, model, MIB).body.push('x')
  await setTimeout(500)
  patient.blue().forget()

  const { answer, body } = upload(patient.router().url, model, MIB)
  body.push(Buffer.alloc(MIB - 1, 'x'))
  const taken = await patient.blue().take().taken
  body.push('y')
  const whole = await wholeOf(taken.request)
  answerWith(taken, { body: 'received' })

  expect([whole.length, whole.at(-1)]).toEqual([MIB, 'y'.charCodeAt(0)])
  expect(String(await (await answer).body())).toBe('received')
})

test('300 uploads that stall hold a bounded memory', async () => {
  const model = patient.fresh()
  const before = await patient.router().memory()
  const bodies = Array.from({ length: 300 }, () => upload(patient.router().url, model, MIB).body)
  for (const body of bodies) body.push(Buffer.alloc(MIB - 1, 'x'))
  await until(() => bodies.every(({ readableLength }) => readableLength === 0), 'all are sent')
  await setTimeout(500)

  const held = (await patient.router().memory()) - before

  console.log(`300 stalled uploads of 1 MiB hold ${Math.round(held / MIB)} MiB`)
  expect(held).toBeLessThan(ALLOWED)
})

test.each([
  ['a POST that is kept', 'POST', MIB],
  ['a small POST', 'POST', 100],
  ['a GET', 'GET', 100],
])('%s whose body stalls ends with 408 and is neutral', async (_, method, length) => {
  const model = fresh()
  const { answer, body } = upload(router().url, model, length, method)
  body.push('x'.repeat(length / 2))

  const { status, headers, body: whole } = await answer

  expect([status, routerFieldOf({ headers })?.error]).toEqual([408, 'request_timeout'])
  expect(JSON.parse(String(await whole()))).toMatchObject({
    error: { type: 'invalid_request_error', code: 'request_timeout' },
  })
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 1, faults: 0 })
})

test('an upload that is slow is not cut', async () => {
  const model = fresh()
  const { answer, body } = upload(router().url, model, 20)
  for (let count = 0; count < 20; count++) {
    body.push('x')
    await setTimeout(STALL_MS / 4)
  }
  const taken = await blue().take().taken
  answerWith(taken, { body: 'received' })

  expect(String(await wholeOf(taken.request))).toBe('x'.repeat(20))
  expect((await answer).status).toBe(200)
})

test('uploads that send a byte from time to time do not hold the memory for good', async () => {
  const model = fresh()
  const slow = Array.from({ length: 20 }, () => upload(router().url, model, MIB).body)
  const dripping = setInterval(() => slow.forEach((body) => body.push('x')), STALL_MS / 4)
  await setTimeout(4 * STALL_MS)

  const { answer, body } = upload(router().url, fresh(), MIB)
  body.push(Buffer.alloc(MIB))
  answerWith(await blue().take().taken, { status: 500 })
  answerWith(await green().take().taken, { body: 'repeated' })
  clearInterval(dripping)

  expect(String(await (await answer).body())).toBe('repeated')
})

test.each(['POST', 'GET'])('the bytes of a slow %s arrive whole and in order', async (method) => {
  const { answer, body } = upload(router().url, fresh(), 30, method)
  for (const digit of '012345678901234567890123456789') {
    body.push(digit)
    await setTimeout(STALL_MS / 8)
  }
  const taken = await blue().take().taken
  const whole = await wholeOf(taken.request)
  answerWith(taken, { body: 'received' })

  expect(String(whole)).toBe('012345678901234567890123456789')
  expect((await answer).status).toBe(200)
})

const ROUNDS = 40

test.each<readonly [string, (model: PairModel) => Promise<unknown>]>([
  [
    'stall',
    async (model) => {
      const { answer, body } = upload(router().url, model, MIB)
      body.push('first')
      expect((await answer).status).toBe(408)
    },
  ],
  [
    'are left',
    async (model) => {
      const { body, leave } = upload(router().url, model, MIB)
      body.push('first')
      await setTimeout(10)
      leave()
    },
  ],
  [
    'fail on both colors',
    async (model) => {
      const { answer, body } = upload(router().url, model, MIB)
      body.push(Buffer.alloc(MIB))
      for (const origin of [blue(), green()]) {
        const taken = await origin.take().taken
        await wholeOf(taken.request)
        answerWith(taken, { status: 500 })
      }
      await (await answer).body()
    },
  ],
])('the memory of calls that %s is free again', async (_, end) => {
  const model = fresh()
  for (let count = 0; count < ROUNDS; count += 10) {
    const round = Array.from({ length: 10 }, () => end(model))
    await Promise.all(round)
  }
  await setTimeout(200)

  const { answer, body } = upload(router().url, fresh(), MIB)
  body.push(Buffer.alloc(MIB))
  answerWith(await blue().take().taken, { status: 500 })
  const taken = await green().take().taken
  answerWith(taken, { body: 'repeated' })

  expect(String(await (await answer).body())).toBe('repeated')
})

test('the memory of calls that are checked after their answer counts until the check ends', async () => {
  const model = patient.fresh()
  await model.switchTo('green')
  const checks = []
  for (let count = 0; count < 40; count++) {
    const refused = model.call({ body: Buffer.alloc(MIB) })
    const taken = await patient.green().take().taken
    await wholeOf(taken.request)
    answerWith(taken, { status: 400 })
    await refused
    const pending = patient.blue().take()
    const check = await Promise.race([pending.taken, setTimeout(200)])
    if (check === undefined) pending.forget()
    else checks.push(check)
  }

  expect(checks.length).toBeLessThanOrEqual(32)
  for (const check of checks) answerWith(check, { status: 400 })
  await setTimeout(200)
  const later = patient.fresh().call({ body: Buffer.alloc(MIB) })
  answerWith(await patient.blue().take().taken, { status: 500 })
  answerWith(await patient.green().take().taken, { body: 'repeated' })
  expect(String(await (await later).body())).toBe('repeated')
}, 40_000)
