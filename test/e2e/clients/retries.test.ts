import { InferenceClient } from '@huggingface/inference'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { resultOf } from '../../support/clients/comparable.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, dead, model } = directVsRouted()

const request = {
  model: 'tiny-gpt',
  messages: [{ role: 'user' as const, content: 'And God said' }],
  seed: 7,
  max_tokens: 20,
}

test('openai retries after a 429, directly and through the router', async () => {
  const headers = { 'retry-after-ms': '1' }
  await model().control({ fail: { share: 0.5, seed: 1, status: 429, headers } })

  const [direct, through] = await bothWays((url) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 1 })
    return resultOf(url, () => client.chat.completions.create(request))
  })

  expect(direct).toHaveProperty('value')
  expect(through).toEqual(direct)
  expect((await model().state()).counters.calls).toBe(4)
})

test('@huggingface/inference gets a 502, because it retries a 503 without end', async () => {
  const client = new InferenceClient('none', { endpointUrl: dead() })

  const outcome = await resultOf(dead(), () => client.chatCompletion(request))

  expect(outcome).toMatchObject({
    failure: {
      class: 'InferenceClientProviderApiError',
      httpResponse: { status: 502, body: { error: { code: 'origin_unreachable' } } },
    },
  })
})
