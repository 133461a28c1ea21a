import Anthropic, { BadRequestError, NotFoundError } from '@anthropic-ai/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel } from '../support/model-server.ts'

let server: RunningModel
let client: Anthropic

beforeAll(async () => {
  server = await readyModel(chat('blue', await freePort(), 'v1'))
  client = new Anthropic({ baseURL: server.origin, apiKey: 'none', maxRetries: 0 })
})

afterAll(() => server.stop())

const greedy = { temperature: 0 }
const request = {
  ...greedy,
  model: 'tiny-gpt',
  max_tokens: 40,
  messages: [{ role: 'user', content: 'And God said' }],
} satisfies Anthropic.MessageCreateParams

test('a streamed message has the text, stop reason and output tokens of a whole message', async () => {
  const whole = await client.messages.create(request)
  const streamed = await client.messages.stream(request).finalMessage()

  expect(whole).toMatchObject({
    model: 'tiny-gpt-v1',
    role: 'assistant',
    stop_reason: 'max_tokens',
  })
  expect(whole.content[0]).toMatchObject({ type: 'text', text: expect.stringMatching(/\w/) })
  expect(streamed.content).toEqual(whole.content)
  expect(streamed.stop_reason).toBe(whole.stop_reason)
  expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens)
})

test('a stream names its events, from message_start to message_stop', async () => {
  const response = await fetch(`${server.origin}/v1/messages`, {
    method: 'POST',
    headers: { 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ ...request, max_tokens: 1, stream: true }),
  })
  const names = Array.from((await response.text()).matchAll(/^event: (.*)$/gm), ([, name]) => name)

  expect(names).toEqual([
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})

test('a message names the stop sequence that ended it', async () => {
  const message = await client.messages.create({
    ...request,
    max_tokens: 300,
    stop_sequences: ['e'],
  })

  expect(message).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'e' })
})

test('the same seed gives the same text', async () => {
  const body = { ...request, temperature: 1, seed: 5 }
  const [first, again] = [await client.messages.create(body), await client.messages.create(body)]

  expect(again.content).toEqual(first.content)
})

test('an error has the type of its status and a request id', async () => {
  const wrong = client.messages.create({ ...request, max_tokens: -1 })
  const unknown = client.messages.create({ ...request, model: 'claude-9' })

  await expect(wrong).rejects.toThrow(BadRequestError)
  await expect(wrong).rejects.toMatchObject({
    error: { type: 'error', error: { type: 'invalid_request_error' } },
    requestID: expect.stringMatching(/^req_/),
  })
  await expect(unknown).rejects.toThrow(NotFoundError)
  await expect(unknown).rejects.toMatchObject({ error: { error: { type: 'not_found_error' } } })
})

test('refuses a call without the version header', async () => {
  const response = await fetch(`${server.origin}/v1/messages`, {
    method: 'POST',
    body: JSON.stringify(request),
  })

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ type: 'error' })
})
