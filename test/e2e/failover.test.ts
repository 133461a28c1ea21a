import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import { wholeOf } from '../support/wire/client.ts'
import { streamOf } from '../support/wire/hash.ts'
import { valuesOf, type WireOrigin } from '../support/wire/origin.ts'
import { paired } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ header_timeout_seconds: 0.5 })

const faults = [500, 502, 520, 530]
const overloads = [503, 529]

/** Reads the body of the next call at an origin, then answers it. */
async function next(origin: WireOrigin, reply: Reply) {
  const taken = await origin.take().taken
  const body = String(await wholeOf(taken.request))
  answerWith(taken, reply)
  return { ...taken, body }
}

test.each([...faults, ...overloads])(
  'repeats a call on green when blue answers %i',
  async (status) => {
    const { call, counts } = fresh()
    const answering = call({ headers: [['X-Own', '1']] }, '/v1/completions?a=%2F')

    await next(blue(), { status, body: 'bad' })
    const repeated = await next(green(), { body: 'good' })
    const answer = await answering

    expect([answer.status, String(await answer.body())]).toEqual([200, 'good'])
    expect(answer.header('x-bluegreen')).toMatch(
      /^green; release="v2"; revision=\d+; call=b\.[\w.-]+; failed-over-from=blue$/
    )
    expect([repeated.method, repeated.target]).toEqual(['POST', '/v1/completions?a=%2F'])
    expect(valuesOf(repeated.headers, 'x-own')).toEqual(['1'])
    expect(repeated.body).toBe('{"prompt":"x"}')
    const [faulty, busy] = overloads.includes(status) ? [0, 1] : [1, 0]
    await expect
      .poll(counts('blue'), pollOptions)
      .toMatchObject({ calls: 1, faults: faulty, overload: busy, neutral: 0 })
  }
)

test.each([400, 500, 503])(
  'returns the answer of blue when green answers the repeated call with %i',
  async (status) => {
    const { call } = fresh()
    const answering = call()

    await next(blue(), { status: 502, headers: { 'x-request-id': 'b' }, body: 'of blue' })
    await next(green(), { status, body: 'of green' })
    const answer = await answering

    expect([answer.status, String(await answer.body())]).toEqual([502, 'of blue'])
    expect(answer.header('x-request-id')).toBe('b')
    expect(routerFieldOf(answer)).toMatchObject({ color: 'blue', failedOverFrom: undefined })
  }
)

test('counts a call that fails on both colors as neutral', async () => {
  const { call, counts } = fresh()
  const answering = call()

  await next(blue(), { status: 500 })
  await next(green(), { status: 500 })
  await answering

  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 0, neutral: 1 })
})

test('does not repeat a POST when blue resets the connection, because blue may have processed it', async () => {
  const { call, counts } = fresh()
  const before = green().calls()
  const answering = call()

  const { socket } = await blue().take().taken
  socket.resetAndDestroy()
  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  expect(green().calls()).toBe(before)
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 1 })
})

test.each([
  ['a GET', { method: 'GET', body: '' }],
  ['a HEAD', { method: 'HEAD', body: '' }],
  ['a POST with an idempotency key', { headers: [['Idempotency-Key', 'k']] }],
] as const)('repeats %s when blue resets the connection', async (_, sent) => {
  const { call } = fresh()
  const answering = call(sent)

  for (let attempt = 0; attempt < 2; attempt++) {
    const { socket } = await blue().take().taken
    socket.resetAndDestroy()
  }
  await next(green(), {})
  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.failedOverFrom]).toEqual([200, 'blue'])
})

test('does not repeat a POST that blue receives and never answers', async () => {
  const { call } = fresh()
  const before = green().calls()

  const answer = await call()

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
  expect(green().calls()).toBe(before)
})

test.each([
  ['is larger than the limit', { body: Buffer.alloc(1_048_577) }],
  ['comes in chunks', { body: streamOf(Buffer.from('abc')) }],
  ['has x-bluegreen-failover: never', { headers: [['X-Bluegreen-Failover', 'never']] }],
] as const)('does not repeat a call that %s', async (_, sent) => {
  const { call } = fresh()
  const before = green().calls()
  const answering = call(sent)

  const taken = await blue().take().taken
  await wholeOf(taken.request)
  answerWith(taken, { status: 500, body: 'bad' })

  expect((await answering).status).toBe(500)
  expect(green().calls()).toBe(before)
})

test('repeats a call whose body has exactly the limit', async () => {
  const { call } = fresh()
  const answering = call({ body: Buffer.alloc(1_048_576, 1) })

  const taken = await blue().take().taken
  await wholeOf(taken.request)
  answerWith(taken, { status: 500 })
  const again = await green().take().taken
  const body = await wholeOf(again.request)
  answerWith(again, {})

  expect((await answering).status).toBe(200)
  expect(body.length).toBe(1_048_576)
})

test('does not repeat a call after the first byte of the answer body', async () => {
  const { call, counts } = fresh()
  const before = green().calls()
  const answering = call({ headers: [['Idempotency-Key', 'k']] })

  const { response, socket } = await blue().take().taken
  response.write('first')
  const answer = await answering
  socket.destroy()

  await expect(answer.body()).rejects.toThrow('aborted')
  expect(green().calls()).toBe(before)
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1, faults: 1 })
})

test('repeats a call on stable during a bake when the candidate fails', async () => {
  const { call, switchTo } = fresh()
  await switchTo('green')

  const answering = call()
  await next(green(), { status: 500 })
  await next(blue(), { body: 'of stable' })

  expect(routerFieldOf(await answering)?.failedOverFrom).toBe('green')
})
