import { setTimeout } from 'node:timers/promises'
import Anthropic from '@anthropic-ai/sdk'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel, until } from '../support/model-server.ts'

let server: RunningModel

beforeAll(async () => {
  server = await readyModel(chat('green', await freePort(), 'v2'))
})

afterAll(() => server.stop())

beforeEach(() => server.control({ reset: true, slow: { share: 1, perChunkMs: 5 } }))

const messages: { role: 'user'; content: string }[] = [{ role: 'user', content: 'And God said' }]
const long = { model: 'tiny-gpt', messages, stream: true } as const

/**
 * Reads the counters once no call is active, and again 100 ms later, when they should be unchanged.
 */
async function countersAfterwards() {
  await until(async () => (await server.state()).counters.active === 0, 'no call is active')
  const { counters } = await server.state()
  await setTimeout(100)
  return { counters, later: (await server.state()).counters }
}

test('stops generating when an OpenAI client leaves a stream', async () => {
  const client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'none', maxRetries: 0 })
  const more = { max_tokens: 100_000, ignore_eos: true }
  for await (const chunk of await client.chat.completions.create({ ...long, ...more })) {
    if (chunk.choices[0]?.delta.content) break
  }

  const { counters, later } = await countersAfterwards()
  expect(counters.cancelled).toBe(1)
  expect(later.work).toBe(counters.work)
})

test('stops generating when an Anthropic client aborts a stream', async () => {
  const client = new Anthropic({ baseURL: server.origin, apiKey: 'none', maxRetries: 0 })
  const stream = await client.messages.create({ ...long, max_tokens: 100_000 })
  for await (const event of stream) {
    if (event.type === 'content_block_delta') stream.controller.abort()
  }

  const { counters, later } = await countersAfterwards()
  expect(counters.cancelled).toBe(1)
  expect(later.work).toBe(counters.work)
})

test('stops generating when an Ollama client aborts a stream', async () => {
  const client = new Ollama({ host: server.origin })
  const stream = await client.chat({ ...long, options: { num_predict: -1 } })
  const read = async () => {
    for await (const part of stream) if (part.message.content !== '') stream.abort()
  }
  await expect(read()).rejects.toThrow(/abort/)

  const { counters, later } = await countersAfterwards()
  expect(counters.cancelled).toBe(1)
  expect(later.work).toBe(counters.work)
})

test('stops generating when a client disconnects before a whole answer', async () => {
  const client = new AbortController()
  const call = fetch(`${server.origin}/v1/completions`, {
    method: 'POST',
    body: JSON.stringify({ prompt: 'In', max_tokens: 100_000, ignore_eos: true }),
    signal: client.signal,
  })
  await until(async () => (await server.state()).counters.work > 0, 'the model works')
  client.abort()
  await expect(call).rejects.toThrow(/abort/)

  const { counters, later } = await countersAfterwards()
  expect(counters.cancelled).toBe(1)
  expect(later.work).toBe(counters.work)
})
