import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startActingOrigin, type ActingOrigin } from '../support/wire/acting-origin.ts'
import { send, started, wholeOf, type Sent } from '../support/wire/client.ts'
import { pollOptions } from '../support/poll-options.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

/** Copies of an isolate that may be on their way at once. */
const MAX_AT_ONCE = 16

const names = Array.from({ length: 12 }, (_, index) => `m${index}`)
let blue: ActingOrigin
let green: ActingOrigin
let router: WireRouter
let used = 0

beforeAll(async () => {
  ;[blue, green] = await Promise.all([startActingOrigin(), startActingOrigin()])
  const models = names.map((name) => [
    name,
    {
      path: `/${name}`,
      blue: { origin: blue.urlOf(name), release: 'v1' },
      green: { origin: green.urlOf(name), release: 'v2' },
      header_timeout_seconds: 1,
      first_byte_objective_seconds: 0,
      headers: { green: { 'x-key': 'GREEN_KEY' } },
    },
  ])
  router = await startRouter(Object.fromEntries(models), { secrets: { GREEN_KEY: 'of green' } })
})

afterAll(async () => {
  await router.stop()
  await Promise.all([blue.stop(), green.stop()])
})

/** A model whose calls are all copied to green. */
async function shadowed(body?: object) {
  const name = names[used++] ?? ''
  blue.setAct(name, (response) =>
    response.setHeader('content-type', 'application/json').end('{"a":1}')
  )
  green.setAct(name, (response) =>
    response.setHeader('content-type', 'application/json').end('{"a":1}')
  )
  await router.shadow(name, body)
  const call = (sent: Sent = {}, path = '/v1/completions') =>
    send(router.url, `/${name}${path}`, { method: 'POST', body: '{"prompt":"x"}', ...sent })
  const shadow = async () => (await router.statusOf(name)).shadow
  return { name, call, shadow }
}

test('copies a call once its client has the answer, and compares the answers', async () => {
  const { name, call, shadow } = await shadowed()
  const seen: { headers: Record<string, unknown>; wasAnswered: boolean }[] = []
  const client = { isAnswered: false }
  blue.setAct(name, async (response) => {
    await setTimeout(50)
    client.isAnswered = true
    response.setHeader('content-type', 'application/json').end('{"a":1,"id":"x"}')
  })
  green.setAct(name, (response) => {
    seen.push({ headers: response.req.headers, wasAnswered: client.isAnswered })
    response.setHeader('content-type', 'application/json').end('{"a":2,"id":"y"}')
  })

  const answer = await call({
    headers: [
      ['x-bluegreen-shadow', '0'],
      ['x-key', 'of the client'],
    ],
  })

  expect((await answer.body()).toString()).toBe('{"a":1,"id":"x"}')
  expect(answer.header('x-bluegreen')).toMatch(/^blue;/)
  await expect.poll(shadow, pollOptions).toMatchObject({
    color: 'green',
    release: 'v2',
    running: true,
    share: 100,
    calls: 1,
    successes: 1,
    routes: [{ agreed: 0, differed: 1, uncompared: 0, skipped: 0 }],
    differences: [{ where: 'a', stable: '1', candidate: '2' }],
  })
  expect(seen).toHaveLength(1)
  expect(seen[0]?.wasAnswered).toBe(true)
  expect(seen[0]?.headers).toMatchObject({ 'x-bluegreen-shadow': '1', 'x-key': 'of green' })
})

test('no client can send a call that looks like a copy', async () => {
  const { name, call } = await shadowed({ share: 0.01 })
  let received: unknown = 'no call'
  blue.setAct(name, (response) => {
    received = response.req.headers['x-bluegreen-shadow']
    response.end('{}')
  })

  await (await call({ headers: [['x-bluegreen-shadow', '1']] })).body()

  expect(received).toBeUndefined()
})

test('a release that hangs changes nothing for the clients of 200 calls', async () => {
  const { name, call, shadow } = await shadowed()
  const copies = { now: 0, most: 0, all: 0 }
  green.setAct(name, (response) => {
    copies.now++
    copies.all++
    copies.most = Math.max(copies.most, copies.now)
    response.once('close', () => copies.now--)
  })

  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const answer = await call()
      return [answer.status, (await answer.body()).toString()]
    })
  )

  expect(answers).toEqual(Array.from({ length: 200 }, () => [200, '{"a":1}']))
  expect(blue.attempts(name)).toBe(200)
  expect(copies.all).toBeGreaterThan(0)
  expect(copies.most).toBeLessThanOrEqual(MAX_AT_ONCE)
  // Each copy is cancelled at its own deadline, and the release is to blame.
  await expect.poll(() => copies.now, { timeout: 10_000, interval: 50 }).toBe(0)
  await expect.poll(shadow, pollOptions).toMatchObject({
    calls: copies.all,
    successes: 0,
    faults: copies.all,
    causes: { faults: { timeout: copies.all } },
  })
  const { health } = await router.statusOf(name)
  expect(health.blue).toMatchObject({ calls: 200, successes: 200, faults: 0, slow: 0, lost: 0 })
  expect(health.green).toMatchObject({ calls: 0, faults: 0, running: 0, waiting: 0 })
})

test('copies that fail count against their release alone, and bar a switch to it', async () => {
  const { name, call, shadow } = await shadowed({ share: 100, maxPerSecond: 1_000 })
  green.setAct(name, (response) => response.writeHead(500).end())
  for (let count = 0; count < 30; count++) {
    const headers = [['authorization', `Bearer ${count % 3}`]] as const
    await (await call({ headers })).body()
  }

  await expect.poll(shadow, pollOptions).toMatchObject({ faults: 30, verdict: { kind: 'faulty' } })
  const { health, alerts, revision } = await router.statusOf(name)
  expect(health.blue).toMatchObject({ calls: 30, successes: 30, faults: 0 })
  expect(health.green).toMatchObject({ calls: 0, faults: 0 })
  expect(alerts).toEqual([])
  const refused = await router.tries(name, 'switch', { to: 'green', reason: 'it looks good' })
  expect(refused).toMatchObject({ status: 409, code: 'shadow_faulty' })
  await router.shadow(name, {})
  await expect.poll(shadow, pollOptions).toMatchObject({ running: false, share: null, faults: 30 })
  expect((await router.statusOf(name)).revision).toBe(revision + 1)
})

test('large bodies come whole, and are compared by status and type', async () => {
  const { name, call, shadow } = await shadowed()
  const sent = Buffer.alloc(900_000, 'x')
  const answered = Buffer.alloc(5_000_000, 'y')
  const copied: number[] = []
  blue.setAct(name, (response) => response.setHeader('content-type', 'text/plain').end(answered))
  green.setAct(name, (response) => {
    copied.push(Number(response.req.headers['content-length']))
    response.setHeader('content-type', 'text/plain').end(answered)
  })

  const answer = await call({ body: sent })
  const body = await answer.body()

  expect(answer.header('content-length')).toBe('5000000')
  expect(body.equals(answered)).toBe(true)
  await expect.poll(shadow, pollOptions).toMatchObject({
    successes: 1,
    routes: [{ agreed: 0, differed: 0, uncompared: 1 }],
  })
  expect(copied).toEqual([900_000])
})

test('a call is not copied when its client leaves', async () => {
  const { name, call, shadow } = await shadowed()
  blue.setAct(name, (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    // workerd sees that a client left when it writes to it.
    const writing = setInterval(() => response.write('data: {}\n\n'), 10)
    response.once('close', () => clearInterval(writing))
  })
  const { answer, leave } = started(router.url, `/${name}/v1/completions`, {
    method: 'POST',
    body: '{}',
  })
  await answer
  leave()
  await expect
    .poll(async () => (await router.statusOf(name)).health.blue, pollOptions)
    .toMatchObject({ neutral: 1, running: 0 })

  blue.setAct(name, (response) => response.end('{}'))
  await (await call()).body()

  await expect.poll(shadow, pollOptions).toMatchObject({ calls: 1 })
  expect(green.attempts(name)).toBe(1)
})

test('a stream reaches its client event by event, and its texts are compared', async () => {
  const { name, call, shadow } = await shadowed()
  const event = (content: string) => `data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`
  const held = Promise.withResolvers<void>()
  blue.setAct(name, async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(event('in the beginning '))
    await held.promise
    response.end(event('was the word'))
  })
  green.setAct(name, (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(event('in the beginning was the word'))
  })

  const { stream } = await call()
  const first = await new Promise((resolve) => stream.once('data', resolve))
  expect(String(first)).toBe(event('in the beginning '))
  expect(green.attempts(name)).toBe(0)
  held.resolve()
  await wholeOf(stream)

  await expect.poll(shadow, pollOptions).toMatchObject({ routes: [{ agreed: 1, differed: 0 }] })
})

test('calls that may have an effect, uploads and previews are not copied', async () => {
  const { name, call, shadow } = await shadowed()

  await (await call({}, '/v1/files')).body()
  await (await call({ body: Readable.from(['{"prompt":', '"x"}']) })).body()
  await (await call({ headers: [await router.previewOf(name, { to: 'blue' })] })).body()
  await (await call({}, '/v1/embeddings')).body()

  await expect.poll(shadow, pollOptions).toMatchObject({ calls: 1 })
  expect(green.attempts(name)).toBe(1)
})
