import OpenAI, { InternalServerError, NotFoundError } from 'openai'
import { expect, test } from 'vitest'
import { patience } from '../../support/patience.ts'
import { beside, failureOf, partsOf } from '../../support/wire/beside.ts'

const { model, routed, dead, bothWays } = beside()

async function cancelled(): Promise<number> {
  return (await model().state()).counters.cancelled
}

function at(url: string, more: object = {}): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0, ...more })
}

const asked = {
  model: 'tiny-gpt',
  messages: [{ role: 'user' as const, content: 'And God said' }],
  seed: 7,
  temperature: 0.6,
  max_tokens: 40,
}
const streamed = { ...asked, stream: true as const, stream_options: { include_usage: true } }

test('a chat has the same text, reason and usage either way', async () => {
  const [direct, through] = await bothWays((url) => at(url).chat.completions.create(asked))

  expect(direct.choices[0]?.message.content).toMatch(/\w/)
  expect({ ...through, id: '', created: 0 }).toEqual({ ...direct, id: '', created: 0 })
})

test('a streamed chat has the same parts either way', async () => {
  const [direct, through] = await bothWays(async (url) => {
    const parts = await partsOf(await at(url).chat.completions.create(streamed))
    return parts.map((part) => ({ ...part, id: '', created: 0 }))
  })

  expect(direct.length).toBeGreaterThan(10)
  expect(through).toEqual(direct)
})

test('the models are the same either way', async () => {
  const [direct, through] = await bothWays(async (url) => (await at(url).models.list()).data)

  expect(through.map(({ id }) => id)).toEqual(direct.map(({ id }) => id))
})

test.each([
  ['a wrong parameter', { temperature: 9 }],
  ['a model that is not there', { model: 'gpt-9' }],
  ['no messages', { messages: [] }],
])('%s is the same error either way', async (_, wrong) => {
  const [direct, through] = await bothWays((url) =>
    failureOf(at(url).chat.completions.create({ ...asked, ...wrong }))
  )

  expect(direct).toMatchObject({ status: expect.any(Number) })
  expect(through).toEqual(direct)
})

test.each([401, 403, 408, 409, 422, 429, 500, 502, 503, 529])(
  'a %i of the model is the same error either way',
  async (status) => {
    await model().control({ fail: { share: 1, status, headers: { 'x-request-id': 'r-1' } } })

    const [direct, through] = await bothWays((url) =>
      failureOf(at(url).chat.completions.create(asked))
    )

    expect(direct).toMatchObject({ status })
    expect(through).toEqual(direct)
  }
)

test('a refusal of a stream is the same error either way', async () => {
  await model().control({ fail: { share: 1, status: 529 } })

  const [direct, through] = await bothWays((url) =>
    failureOf(at(url).chat.completions.create(streamed))
  )

  expect(through).toEqual(direct)
})

test('the client retries what the model asks it to, either way', async () => {
  await model().control({
    fail: { share: 0.5, seed: 1, status: 429, headers: { 'retry-after-ms': '1' } },
  })

  const [direct, through] = await bothWays((url) =>
    at(url, { maxRetries: 1 }).chat.completions.create(asked)
  )

  expect(through.choices).toEqual(direct.choices)
  expect((await model().state()).counters.calls).toBe(4)
})

test.each([
  ['an error event', { errorEvent: { share: 1, afterChunks: 3, status: 500 } }],
  ['a cut', { cut: { share: 1, afterChunks: 3 } }],
])('%s in a stream is the same error either way', async (_, order) => {
  await model().control(order)

  const [direct, through] = await bothWays(async (url) =>
    failureOf(partsOf(await at(url).chat.completions.create(streamed)))
  )

  expect(direct).not.toMatchObject({ message: expect.stringContaining('it went well') })
  expect(through).toEqual(direct)
})

test('a client that leaves its stream ends the generation behind the router', async () => {
  await model().control({ slow: { share: 1, perChunkMs: 5 } })
  const more = { max_tokens: 100_000, ignore_eos: true }
  for await (const part of await at(routed()).chat.completions.create({ ...streamed, ...more })) {
    if (part.choices[0]?.delta.content) break
  }

  await expect.poll(cancelled, patience).toBe(1)
})

test('the client’s own deadline is the same error either way', async () => {
  await model().control({ hang: { share: 1 } })

  const [direct, through] = await bothWays((url) =>
    failureOf(at(url, { timeout: 200 }).chat.completions.create(asked))
  )

  expect(direct).toMatchObject({ class: 'APIConnectionTimeoutError' })
  expect(through).toEqual(direct)
})

test('the router’s own errors are shown by the client', async () => {
  const unreachable = await at(dead())
    .chat.completions.create(asked)
    .catch((e: unknown) => e)
  const unknown = await at(routed().replace('model', 'none'))
    .models.list()
    .catch((e: unknown) => e)

  expect(unreachable).toBeInstanceOf(InternalServerError)
  expect(unreachable).toMatchObject({ status: 502, code: 'origin_unreachable' })
  expect(unreachable).toHaveProperty('message', expect.stringContaining('could not be reached'))
  expect(unknown).toBeInstanceOf(NotFoundError)
  expect(unknown).toMatchObject({ status: 404, code: 'unknown_model' })
})
