import { InferenceClient } from '@huggingface/inference'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { outcomeOf } from '../../support/clients/load.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, dead, model } = directVsRouted()

const asked = {
  model: 'tiny-gpt',
  messages: [{ role: 'user' as const, content: 'And God said' }],
  seed: 7,
  max_tokens: 20,
}

test('openai tries again when the model asks it to, either way', async () => {
  const headers = { 'retry-after-ms': '1' }
  await model().control({ fail: { share: 0.5, seed: 1, status: 429, headers } })

  const [direct, through] = await bothWays((url) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 1 })
    return outcomeOf(url, () => client.chat.completions.create(asked))
  })

  expect(direct).toHaveProperty('value')
  expect(through).toEqual(direct)
  expect((await model().state()).counters.calls).toBe(4)
})

test('@huggingface/inference, which tries a 503 again without end, is given none by the router', async () => {
  const client = new InferenceClient('none', { endpointUrl: dead() })

  const outcome = await outcomeOf(dead(), () => client.chatCompletion(asked))

  expect(outcome).toMatchObject({
    failure: {
      class: 'InferenceClientProviderApiError',
      httpResponse: { status: 502, body: { error: { code: 'origin_unreachable' } } },
    },
  })
})
