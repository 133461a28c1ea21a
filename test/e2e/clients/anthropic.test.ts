import Anthropic, { InternalServerError, NotFoundError } from '@anthropic-ai/sdk'
import { expect, test } from 'vitest'
import { patience } from '../../support/patience.ts'
import { beside, failureOf, partsOf } from '../../support/wire/beside.ts'

const { model, routed, dead, bothWays } = beside()

async function cancelled(): Promise<number> {
  return (await model().state()).counters.cancelled
}

function at(url: string): Anthropic {
  return new Anthropic({ baseURL: url, apiKey: 'none', maxRetries: 0 })
}

const asked = {
  model: 'tiny-gpt',
  max_tokens: 40,
  temperature: 0,
  messages: [{ role: 'user' as const, content: 'And God said' }],
}
const streamed = { ...asked, stream: true as const }

test('a message is the same either way', async () => {
  const [direct, through] = await bothWays((url) => at(url).messages.create(asked))

  expect(direct.content[0]).toMatchObject({ text: expect.stringMatching(/\w/) })
  expect({ ...through, id: '' }).toEqual({ ...direct, id: '' })
})

test('a streamed message has the same events either way', async () => {
  const [direct, through] = await bothWays(async (url) =>
    (await partsOf(await at(url).messages.create(streamed))).slice(1)
  )

  expect(direct.length).toBeGreaterThan(5)
  expect(through).toEqual(direct)
})

test.each([400, 401, 403, 404, 413, 429, 500, 503, 529])(
  'a %i of the model is the same error either way',
  async (status) => {
    await model().control({ fail: { share: 1, status } })

    const [direct, through] = await bothWays((url) => failureOf(at(url).messages.create(asked)))

    expect(direct).toMatchObject({ status })
    expect(through).toEqual(direct)
  }
)

test('a wrong call is the same error either way', async () => {
  const [direct, through] = await bothWays((url) =>
    failureOf(at(url).messages.create({ ...asked, messages: [] }))
  )

  expect(direct).toMatchObject({ status: 400 })
  expect(through).toEqual(direct)
})

test.each([
  ['an error event', { errorEvent: { share: 1, afterChunks: 3, status: 529 } }],
  ['a cut', { cut: { share: 1, afterChunks: 3 } }],
])('%s in a stream is the same error either way', async (_, order) => {
  await model().control(order)

  const [direct, through] = await bothWays(async (url) =>
    failureOf(partsOf(await at(url).messages.create(streamed)))
  )

  expect(direct).not.toMatchObject({ message: expect.stringContaining('it went well') })
  expect(through).toEqual(direct)
})

test('a client that aborts its stream ends the generation behind the router', async () => {
  await model().control({ slow: { share: 1, perChunkMs: 5 } })
  const stream = await at(routed()).messages.create({ ...streamed, max_tokens: 100_000 })
  for await (const event of stream) {
    if (event.type === 'content_block_delta') stream.controller.abort()
  }

  await expect.poll(cancelled, patience).toBe(1)
})

test('the router’s own errors are shown by the client', async () => {
  const unreachable = await at(dead())
    .messages.create(asked)
    .catch((e: unknown) => e)
  const none = at(routed().replace('model', 'none'))
  const unknown = await none.messages.create(asked).catch((e: unknown) => e)

  expect(unreachable).toBeInstanceOf(InternalServerError)
  expect(unreachable).toMatchObject({ status: 502, error: { error: { type: 'api_error' } } })
  expect(unreachable).toHaveProperty('message', expect.stringContaining('could not be reached'))
  expect(unknown).toBeInstanceOf(NotFoundError)
  expect(unknown).toMatchObject({ error: { error: { type: 'not_found_error' } } })
})
