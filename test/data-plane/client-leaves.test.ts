import { expect, it, vi } from 'vitest'
import { freshModel, infer, script, seenBy, statusOf } from '../support/worker/router-under-test.ts'

// workerd alone notices that a client left only when it writes to it. Here the signal of the
// request aborts, as on Cloudflare.

const POLL = { timeout: 5_000, interval: 20 }

/** Above the objective of the test models, 500 ms, and below their header timeout, 1 s. */
const PAST_OBJECTIVE_MS = 700

/** Starts a call to an origin that never answers, and returns once the origin has it. */
async function hanging(init: RequestInit = {}) {
  const model = freshModel()
  await script(model, 'blue', { first: 'hang' })
  const client = new AbortController()
  const answer = infer(model, { ...init, signal: client.signal }, '/v1/left')
  answer.catch(() => undefined)
  await vi.waitFor(async () => expect(await seenBy(model, 'blue')).toHaveLength(1), POLL)
  return { model, client, answer }
}

const upgrade = { method: 'GET', body: null, headers: { upgrade: 'websocket' } }

it.each([
  ['a call', {}],
  ['a pending upgrade', upgrade],
  ['a GET', { method: 'GET', body: null }],
])('counts %s as neutral, once, when the client leaves before the headers', async (_, init) => {
  const { model, client, answer } = await hanging(init)

  client.abort()

  await expect(answer).rejects.toThrow('abort')
  await vi.waitFor(async () => {
    const blue = (await statusOf(model)).health.blue
    expect(blue).toMatchObject({ calls: 1, running: 0, neutral: 1, faults: 0, slow: 0 })
  }, POLL)
})

it.each([
  ['a call', {}],
  ['a pending upgrade', upgrade],
])(
  'counts %s as slow and neutral, once, when the client leaves past the objective',
  async (_, init) => {
    const { model, client, answer } = await hanging(init)
    await scheduler.wait(PAST_OBJECTIVE_MS)

    client.abort()

    await expect(answer).rejects.toThrow('abort')
    await vi.waitFor(async () => {
      const blue = (await statusOf(model)).health.blue
      expect(blue).toMatchObject({ calls: 1, running: 0, neutral: 1, faults: 0, slow: 1 })
    }, POLL)
  }
)
