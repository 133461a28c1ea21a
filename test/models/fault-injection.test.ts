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
  const seen: number[] = []
  while (seen.length < calls) {
    const response = await complete()
    await response.body?.cancel()
    seen.push(response.status)
  }
  return seen
}

/** What arrived of a stream, and whether it ended the way a whole one does. */
async function read(response: Response) {
  let text = ''
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part
    return { text, isWhole: true }
  } catch {
    return { text, isWhole: false }
  }
}

/** How many parts a stream gives; throws what its client throws. */
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

test('a seed shifts which calls are hit', async () => {
  await server.control({ fail: { share: 0.5, seed: 1 } })

  expect(await statuses(4)).toEqual([500, 200, 500, 200])
})

test('failures speak the dialect of their path, with the headers that were asked for', async () => {
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

test('a hanging call gets no answer, and is booked when its client gives up', async () => {
  await server.control({ hang: { share: 1 } })

  await expect(complete({}, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/)

  await until(async () => (await server.state()).counters.cancelled === 1, 'it is booked')
})

test('a stream is cut after as many chunks as asked, and the client sees an error', async () => {
  await server.control({ cut: { share: 1, afterChunks: 4 } })

  const { text, isWhole } = await read(await complete({ stream: true }))

  expect(isWhole).toBe(false)
  expect(eventsIn(text)).toBe(4)
  await until(async () => (await server.state()).counters.active === 0, 'the call is taken off')
  expect((await server.state()).counters).toMatchObject({ cut: 1, cancelled: 0 })
})

test('a stream is cut after as many bytes as asked, in the middle of an event', async () => {
  await server.control({ cut: { share: 1, afterBytes: 333 } })

  const { text, isWhole } = await read(await complete({ stream: true }))

  expect(isWhole).toBe(false)
  expect(text).toHaveLength(333)
})

test('a whole answer is cut in its middle', async () => {
  await server.control({ cut: { share: 1 } })

  const { text, isWhole } = await read(await complete())

  expect(isWhole).toBe(false)
  expect(text).toMatch(/^\{"id":/)
})

test('a cut after nothing resets the connection before the headers', async () => {
  await server.control({ cut: { share: 1, afterChunks: 0 } })

  await expect(complete()).rejects.toThrow('fetch failed')
})

test.each([{ stream: true }, { stream: false }])('an answer stalls midway: %o', async (how) => {
  await server.control({ stall: { share: 1, afterChunks: 2 } })

  const response = await complete(how, { signal: AbortSignal.timeout(300) })
  const { text, isWhole } = await read(response)

  expect(response.status).toBe(200)
  expect(isWhole).toBe(false)
  expect(text).not.toBe('')
})

test('a slow server waits before its first byte and before each chunk', async () => {
  await server.control({ slow: { share: 1, firstByteMs: 150, perChunkMs: 20 } })
  const startedAt = performance.now()

  const response = await complete({ stream: true, max_tokens: 10 })
  const firstByteMs = performance.now() - startedAt
  await response.text()
  const lastByteMs = performance.now() - startedAt

  expect(firstByteMs).toBeGreaterThan(148)
  expect(lastByteMs - firstByteMs).toBeGreaterThan(190)
})

test('an error event is thrown by the client of each dialect', async () => {
  await server.control({ errorEvent: { share: 1, afterChunks: 3, status: 529 } })
  const messages: { role: 'user'; content: string }[] = [{ role: 'user', content: 'And God' }]
  const asked = { model: 'tiny-gpt', messages, stream: true } as const
  const settings = { apiKey: 'none', maxRetries: 0 }
  const openai = new OpenAI({ baseURL: `${server.origin}/v1`, ...settings })
  const anthropic = new Anthropic({ baseURL: server.origin, ...settings })
  const ollama = new Ollama({ host: server.origin })

  const more = { seed: 1, ignore_eos: true }
  const message = 'the model failed while it was answering'
  const ofOpenai = await openai.chat.completions.create({ ...asked, ...more })
  await expect(count(ofOpenai)).rejects.toThrow(message)
  const ofAnthropic = await anthropic.messages.create({ ...asked, max_tokens: 50 })
  await expect(count(ofAnthropic)).rejects.toThrow('overloaded_error')
  const ofOllama = await ollama.chat({ ...asked, options: { seed: 1 } })
  await expect(count(ofOllama)).rejects.toThrow(message)
})

test('an answer that is not streamed fails with the status of the error event', async () => {
  await server.control({ errorEvent: { share: 1, status: 503 } })

  expect((await complete()).status).toBe(503)
})

test('readiness can be taken away while calls are served', async () => {
  await server.control({ unready: { share: 1 } })

  expect((await fetch(`${server.origin}/v2/health/ready`)).status).toBe(503)
  expect((await fetch(`${server.origin}/v2/health/live`)).status).toBe(200)
  expect((await complete()).status).toBe(200)
})
