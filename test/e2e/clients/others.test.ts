import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { InferenceClient } from '@huggingface/inference'
import { generateText, streamText } from 'ai'
import { expect, test } from 'vitest'
import { beside, failureOf, partsOf } from '../../support/wire/beside.ts'

const { model, dead, bothWays } = beside()

const chat = {
  model: 'tiny-gpt',
  messages: [{ role: 'user', content: 'And God said' }],
  seed: 7,
  max_tokens: 30,
}

function hugging(url: string): InferenceClient {
  return new InferenceClient('none', { endpointUrl: url, retry_on_error: false })
}

function prompting(url: string) {
  const provider = createOpenAICompatible({ name: 'tiny', baseURL: `${url}/v1` })
  return { model: provider('tiny-gpt'), prompt: 'And God said', seed: 7, maxRetries: 0 }
}

test('Hugging Face’s client chats the same either way, streaming and not', async () => {
  const [direct, through] = await bothWays(async (url) => {
    const whole = await hugging(url).chatCompletion(chat)
    const parts = await partsOf(hugging(url).chatCompletionStream(chat))
    const streamed = parts.map((part) => part.choices[0]?.delta.content ?? '').join('')
    return { choices: whole.choices, usage: whole.usage, streamed }
  })

  expect(direct.streamed).toBe(direct.choices[0]?.message.content)
  expect(through).toEqual(direct)
})

test.each([400, 429, 500])(
  'a %i of the model is the same error for Hugging Face’s client either way',
  async (status) => {
    await model().control({ fail: { share: 1, status } })

    const [direct, through] = await bothWays((url) => failureOf(hugging(url).chatCompletion(chat)))

    expect(through).toEqual(direct)
  }
)

test('Hugging Face’s client, which tries a 503 again without end, is never given one by the router', async () => {
  const failure = await failureOf(
    new InferenceClient('none', { endpointUrl: dead() }).chatCompletion(chat)
  )

  expect(failure).toMatchObject({
    class: 'InferenceClientProviderApiError',
    httpResponse: { status: 502, body: { error: { code: 'origin_unreachable' } } },
  })
})

test('the AI SDK generates and streams the same text either way', async () => {
  const [direct, through] = await bothWays(async (url) => {
    const { text, finishReason, usage } = await generateText(prompting(url))
    const parts = await partsOf(streamText(prompting(url)).textStream)
    return { text, finishReason, usage, streamed: parts }
  })

  expect(direct.streamed.join('')).toBe(direct.text)
  expect(through).toEqual(direct)
})

test.each([400, 429, 500, 503])(
  'a %i of the model is the same error for the AI SDK either way',
  async (status) => {
    await model().control({ fail: { share: 1, status } })

    const [direct, through] = await bothWays((url) => failureOf(generateText(prompting(url))))

    expect(direct).toMatchObject({ statusCode: status })
    expect(through).toEqual(direct)
  }
)

test('the AI SDK shows the router’s own error', async () => {
  expect(await failureOf(generateText(prompting(dead())))).toMatchObject({
    statusCode: 502,
    message: expect.stringContaining('could not be reached'),
  })
})
