import { Ollama } from 'ollama'
import { expect, test } from 'vitest'
import { patience } from '../../support/patience.ts'
import { beside, failureOf, partsOf } from '../../support/wire/beside.ts'

const { model, routed, dead, bothWays } = beside()

async function cancelled(): Promise<number> {
  return (await model().state()).counters.cancelled
}

function at(url: string): Ollama {
  return new Ollama({ host: url })
}

const options = { seed: 4, num_predict: 30 }
const asked = { model: 'tiny-gpt', options, messages: [{ role: 'user', content: 'And God said' }] }

test('a chat has the same text and counts either way', async () => {
  const [direct, through] = await bothWays((url) => at(url).chat(asked))

  expect(direct.message.content).toMatch(/\w/)
  expect([through.message, through.eval_count]).toEqual([direct.message, direct.eval_count])
})

test('a streamed chat has the same parts either way', async () => {
  const [direct, through] = await bothWays(async (url) => {
    const parts = await partsOf(await at(url).chat({ ...asked, stream: true }))
    return parts.map(({ message, done }) => ({ message, done }))
  })

  expect(direct.length).toBeGreaterThan(5)
  expect(through).toEqual(direct)
})

test.each([400, 404, 429, 500, 503])(
  'a %i of the model is the same error either way',
  async (status) => {
    await model().control({ fail: { share: 1, status } })

    const [direct, through] = await bothWays((url) => failureOf(at(url).chat(asked)))

    expect(direct).toMatchObject({ status_code: status })
    expect(through).toEqual(direct)
  }
)

test('DELETE keeps its body, and its refusal is the same error either way', async () => {
  const [direct, through] = await bothWays((url) => failureOf(at(url).delete({ model: 'x' })))

  expect(through).toEqual(direct)
})

test.each([
  ['an error line', { errorEvent: { share: 1, afterChunks: 3, status: 500 } }],
  ['a cut', { cut: { share: 1, afterChunks: 3 } }],
])('%s in a stream is the same error either way', async (_, order) => {
  await model().control(order)

  const [direct, through] = await bothWays(async (url) =>
    failureOf(partsOf(await at(url).chat({ ...asked, stream: true })))
  )

  expect(direct).not.toMatchObject({ message: expect.stringContaining('it went well') })
  expect(through).toEqual(direct)
})

test('a client that aborts its stream ends the generation behind the router', async () => {
  await model().control({ slow: { share: 1, perChunkMs: 5 } })
  const stream = await at(routed()).chat({ ...asked, options: { num_predict: -1 }, stream: true })
  const read = async () => {
    for await (const part of stream) if (part.message.content !== '') stream.abort()
  }

  await expect(read()).rejects.toThrow(/abort/)
  await expect.poll(cancelled, patience).toBe(1)
})

test('the router’s own errors are shown by the client', async () => {
  expect(await failureOf(at(dead()).chat(asked))).toMatchObject({
    class: 'ResponseError',
    status_code: 502,
    message: expect.stringContaining('could not be reached'),
  })
})
