import Anthropic from '@anthropic-ai/sdk'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel, until } from '../support/model-server.ts'

let server: RunningModel

beforeAll(async () => {
  server = await readyModel(chat('blue', await freePort(), 'v1'))
})

afterAll(() => server.stop())

beforeEach(() => server.control({ reset: true }))

function complete(more: object = {}, init: RequestInit = {}): Promise<Response> {
  const body = JSON.stringify({ prompt: 'In the', seed: 1, ignore_eos: true, ...more })
  return fetch(`${server.origin}/v1/completions`, { method: 'POST', body, ...init })
}

async function statuses(calls: number): Promise<readonly number[]> {
  const received: number[] = []
  while (received.length < calls) {
    const response = await complete()
    await response.body?.cancel()
    received.push(response.status)
  }
  return received
}

/** Reads a stream; returns the text that arrived and whether the stream ended normally. */
async function read(response: Response) {
  let text = ''
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part
    return { text, isWhole: true }
  } catch {
    return { text, isWhole: false }
  }
}

/** Returns the number of parts of a stream; throws the error that the client throws. */
async function count(stream: AsyncIterable<unknown>): Promise<number> {
  const iterator = stream[Symbol.asyncIterator]()
  let parts = 0
  while (!(await iterator.next()).done) parts += 1
  return parts
}

function eventsIn(text: string): number {
  return text.match(/^data: /gm)?.length ?? 0
}

test('a share of 0.2 fails exactly every fifth call', async () => {
  await server.control({ fail: { share: 0.2, status: 502 } })

  expect(await statuses(10)).toEqual([200, 200, 200, 200, 502, 200, 200, 200, 200, 502])
})

test('a seed shifts the calls that fail', async () => {
  await server.control({ fail: { share: 0.5, seed: 1 } })

  expect(await statuses(4)).toEqual([500, 200, 500, 200])
})

test('a failure has the dialect of its path and the configured headers', async () => {
  await server.control({ fail: { share: 1, status: 429, headers: { 'retry-after': '7' } } })

  const post = { method: 'POST', body: '{}' }
  const openai = await fetch(`${server.origin}/v1/completions`, post)
  const anthropic = await fetch(`${server.origin}/v1/messages`, post)
  const ollama = await fetch(`${server.origin}/api/chat`, post)

  expect(openai.headers.get('retry-after')).toBe('7')
  expect(await openai.json()).toMatchObject({ error: { message: expect.any(String) } })
  expect(await anthropic.json()).toMatchObject({ error: { type: 'rate_limit_error' } })
  expect(await ollama.json()).toEqual({ error: expect.any(String) })
})

test('a hanging call gets no answer and counts as cancelled when its client gives up', async () => {
  await server.control({ hang: { share: 1 } })

  await expect(complete({}, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/)

  await until(async () => (await server.state()).counters.cancelled === 1, 'the call is counted')
})

test('cuts a stream after the configured chunks, and the client sees an error', async () => {
  await server.control({ cut: { share: 1, afterChunks: 4 } })

  const { text, isWhole } = await read(await complete({ stream: true }))

  expect(isWhole).toBe(false)
  expect(eventsIn(text)).toBe(4)
  await until(async () => (await server.state()).counters.active === 0, 'no call is active')
  expect((await server.state()).counters).toMatchObject({ cut: 1, cancelled: 0 })
})

test('cuts a stream after the configured bytes, in the middle of an event', async () => {
  await server.control({ cut: { share: 1, afterBytes: 333 } })

  const { text, isWhole } = await read(await complete({ stream: true }))

  expect(isWhole).toBe(false)
  expect(text).toHaveLength(333)
})

test('cuts a whole answer halfway', async () => {
  await server.control({ cut: { share: 1 } })

  const { text, isWhole } = await read(await complete())

  expect(isWhole).toBe(false)
  expect(text).toMatch(/^\{"id":/)
})

test('a cut after 0 chunks resets the connection before the headers', async () => {
  await server.control({ cut: { share: 1, afterChunks: 0 } })

  await expect(complete()).rejects.toThrow('fetch failed')
})

test.each([{ stream: true }, { stream: false }])('stalls an answer halfway: %o', async (mode) => {
  await server.control({ stall: { share: 1, afterChunks: 2 } })

  const response = await complete(mode, { signal: AbortSignal.timeout(300) })
  const { text, isWhole } = await read(response)

  expect(response.status).toBe(200)
  expect(isWhole).toBe(false)
  expect(text).not.toBe('')
})

test('a slow server delays the first byte and each chunk', async () => {
  await server.control({ slow: { share: 1, firstByteMs: 150, perChunkMs: 20 } })
  const startedAt = performance.now()

  const response = await complete({ stream: true, max_tokens: 10 })
  const firstByteMs = performance.now() - startedAt
  await response.text()
  const lastByteMs = performance.now() - startedAt

  expect(firstByteMs).toBeGreaterThan(148)
  expect(lastByteMs - firstByteMs).toBeGreaterThan(190)
})

test('the client of each dialect throws on an error event', async () => {
  await server.control({ errorEvent: { share: 1, afterChunks: 3, status: 529 } })
  const messages: { role: 'user'; content: string }[] = [{ role: 'user', content: 'And God' }]
  const request = { model: 'tiny-gpt', messages, stream: true } as const
  const settings = { apiKey: 'none', maxRetries: 0 }
  const openai = new OpenAI({ baseURL: `${server.origin}/v1`, ...settings })
  const anthropic = new Anthropic({ baseURL: server.origin, ...settings })
  const ollama = new Ollama({ host: server.origin })

  const more = { seed: 1, ignore_eos: true }
  const message = 'the model failed while it was answering'
  const openaiStream = await openai.chat.completions.create({ ...request, ...more })
  await expect(count(openaiStream)).rejects.toThrow(message)
  const anthropicStream = await anthropic.messages.create({ ...request, max_tokens: 50 })
  await expect(count(anthropicStream)).rejects.toThrow('overloaded_error')
  const ollamaStream = await ollama.chat({ ...request, options: { seed: 1 } })
  await expect(count(ollamaStream)).rejects.toThrow(message)
})

test('an answer that is not streamed fails with the status of the error event', async () => {
  await server.control({ errorEvent: { share: 1, status: 503 } })

  expect((await complete()).status).toBe(503)
})

test('reports unready while it still serves calls', async () => {
  await server.control({ unready: { share: 1 } })

  expect((await fetch(`${server.origin}/v2/health/ready`)).status).toBe(503)
  expect((await fetch(`${server.origin}/v2/health/live`)).status).toBe(200)
  expect((await complete()).status).toBe(200)
})
