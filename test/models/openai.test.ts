import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { InferenceClient } from '@huggingface/inference'
import { generateText, streamText } from 'ai'
import OpenAI, { BadRequestError, NotFoundError } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel } from '../support/model-server.ts'

let blue: RunningModel
let green: RunningModel
let client: OpenAI

beforeAll(async () => {
  blue = await readyModel(chat('blue', await freePort(), 'v1'))
  green = await readyModel(chat('green', await freePort(), 'v2'))
  client = openai(blue)
})

afterAll(() => Promise.all([blue.stop(), green.stop()]))

function openai({ origin }: RunningModel): OpenAI {
  return new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'none', maxRetries: 0 })
}

const request = {
  model: 'tiny-gpt',
  messages: [{ role: 'user', content: 'And God said' }],
  seed: 7,
  temperature: 0.6,
  max_tokens: 60,
} as const satisfies Partial<OpenAI.ChatCompletionCreateParams>

function chatOf(sender: OpenAI, more: object = {}) {
  return sender.chat.completions.create({ ...request, messages: [...request.messages], ...more })
}

async function statusOf(path: string, init: RequestInit): Promise<number> {
  return (await fetch(blue.origin + path, init)).status
}

test('the same seed gives the same text, and another seed a different text', async () => {
  const [first, again, other] = [
    await chatOf(client),
    await chatOf(client),
    await chatOf(client, { seed: 8 }),
  ]

  expect(first.choices[0]?.message.content).toMatch(/\w/)
  expect(again.choices[0]?.message.content).toBe(first.choices[0]?.message.content)
  expect(other.choices[0]?.message.content).not.toBe(first.choices[0]?.message.content)
})

test('the answer names the release, and the releases differ', async () => {
  const [ofBlue, ofGreen] = [await chatOf(client), await chatOf(openai(green))]

  expect([ofBlue.model, ofGreen.model]).toEqual(['tiny-gpt-v1', 'tiny-gpt-v2'])
  expect(ofBlue.choices[0]?.message.content).not.toBe(ofGreen.choices[0]?.message.content)
})

test('a chat stream has the text, finish reason and usage of a whole answer', async () => {
  const whole = await chatOf(client)
  const stream = client.chat.completions.stream({
    ...request,
    messages: [...request.messages],
    stream_options: { include_usage: true },
  })
  const streamed = await stream.finalChatCompletion()

  expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content)
  expect(streamed.choices[0]?.finish_reason).toBe(whole.choices[0]?.finish_reason)
  expect(streamed.usage).toEqual(whole.usage)
})

test('a stream ends with [DONE] and reports usage only on request', async () => {
  const response = await fetch(`${blue.origin}/v1/completions`, {
    method: 'POST',
    body: JSON.stringify({ prompt: 'In the', stream: true, seed: 1 }),
  })
  const text = await response.text()

  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  expect(text).not.toContain('usage')
})

test('a completion stream has the text of a whole completion', async () => {
  const body = { model: 'tiny-gpt', prompt: 'In the beginning', seed: 3, max_tokens: 30 }
  const whole = await client.completions.create(body)
  let streamed = ''
  for await (const chunk of await client.completions.create({ ...body, stream: true })) {
    streamed += chunk.choices[0]?.text ?? ''
  }

  expect(whole.usage).toMatchObject({ prompt_tokens: 16 })
  expect(streamed).toBe(whole.choices[0]?.text)
})

test('temperature 0 is reproducible without a seed', async () => {
  const greedy = { seed: null, temperature: 0 }

  const [first, again] = [await chatOf(client, greedy), await chatOf(client, greedy)]

  expect(again.choices[0]?.message.content).toBe(first.choices[0]?.message.content)
})

test('max_tokens ends a text with `length`', async () => {
  const answer = await chatOf(client, { max_tokens: 5, ignore_eos: true })

  expect(answer.choices[0]).toMatchObject({ finish_reason: 'length' })
  expect(answer.usage?.completion_tokens).toBe(5)
})

test('a text ends before its stop sequence, streamed or not', async () => {
  const stop = { stop: ['the', 'and'], max_tokens: 400, ignore_eos: true }
  const whole = await chatOf(client, stop)
  const stream = client.chat.completions.stream({
    ...request,
    ...stop,
    messages: [...request.messages],
  })

  expect(whole.choices[0]?.finish_reason).toBe('stop')
  expect(whole.choices[0]?.message.content).not.toMatch(/the|and/)
  expect(await stream.finalContent()).toBe(whole.choices[0]?.message.content)
})

test('lists its model and answers 404 to another model', async () => {
  const models = await client.models.list()

  expect(models.data.map(({ id }) => id)).toEqual(['tiny-gpt-v1'])
  await expect(client.models.retrieve('gpt-9')).rejects.toThrow(NotFoundError)
  await expect(chatOf(client, { model: 'gpt-9' })).rejects.toThrow(NotFoundError)
})

test.each([
  ['temperature', { temperature: 3 }],
  ['messages', { messages: [] }],
  ['messages.0.role', { messages: [{ role: 'king', content: 'x' }] }],
  ['max_tokens', { max_tokens: 'many' }],
  ['n', { n: 2 }],
])('answers 400 to a wrong %s and names the field', async (field, wrong) => {
  const error: unknown = await chatOf(client, wrong).catch((e: unknown) => e)

  expect(error).toBeInstanceOf(BadRequestError)
  expect(error).toHaveProperty('message', expect.stringContaining(`${field}: `))
})

test('answers 400 to invalid JSON, 404 to an unknown path and 405 to a wrong method', async () => {
  expect(await statusOf('/v1/chat/completions', { method: 'POST', body: '{"model' })).toBe(400)
  expect(await statusOf('/v1/embeddings', { method: 'POST', body: '{}' })).toBe(404)
  expect(await statusOf('/v1/chat/completions', { method: 'GET' })).toBe(405)
})

test('the Hugging Face client gets the same text whole and streamed', async () => {
  const hugging = new InferenceClient('none', { endpointUrl: blue.origin })
  const body = { model: 'tiny-gpt', messages: [...request.messages], seed: 7, max_tokens: 20 }
  const whole = await hugging.chatCompletion(body)
  let streamed = ''
  for await (const chunk of hugging.chatCompletionStream(body)) {
    streamed += chunk.choices[0]?.delta.content ?? ''
  }

  expect(whole.model).toBe('tiny-gpt-v1')
  expect(streamed).toBe(whole.choices[0]?.message.content)
})

test('the AI SDK gets the same text whole and streamed', async () => {
  const provider = createOpenAICompatible({ name: 'tiny', baseURL: `${blue.origin}/v1` })
  const body = { model: provider('tiny-gpt'), prompt: 'And God said', seed: 7, maxRetries: 0 }
  const whole = await generateText(body)

  expect(whole.text).toMatch(/\w/)
  expect(await streamText(body).text).toBe(whole.text)
})
