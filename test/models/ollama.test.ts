import { Ollama } from 'ollama'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel } from '../support/model-server.ts'

let server: RunningModel
let client: Ollama

beforeAll(async () => {
  server = await readyModel(chat('green', await freePort(), 'v2'))
  client = new Ollama({ host: server.origin })
})

afterAll(() => server.stop())

const options = { seed: 4, num_predict: 30 }
const request = {
  model: 'tiny-gpt',
  options,
  messages: [{ role: 'user', content: 'And God said' }],
}

test('a streamed chat has the text and the counts of a whole chat', async () => {
  const whole = await client.chat(request)
  let text = ''
  let count = 0
  for await (const part of await client.chat({ ...request, stream: true })) {
    text += part.message.content
    if (part.done) count = part.eval_count
  }

  expect(whole).toMatchObject({ model: 'tiny-gpt-v2', done: true })
  expect(whole.message.content).toMatch(/\w/)
  expect(text).toBe(whole.message.content)
  expect(count).toBe(whole.eval_count)
})

test('generate streams lines of JSON by default', async () => {
  const body = { model: 'tiny-gpt', prompt: 'In the', options }
  const whole = await client.generate({ ...body })
  const response = await fetch(`${server.origin}/api/generate`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  const lines = (await response.text()).trimEnd().split('\n')
  const parts = lines.map((line): { response: string; done: boolean } => JSON.parse(line))

  expect(response.headers.get('content-type')).toBe('application/x-ndjson')
  expect(parts.map((part) => part.response).join('')).toBe(whole.response)
  expect(parts.map(({ done }) => done).indexOf(true)).toBe(parts.length - 1)
})

test('num_predict and stop end a text', async () => {
  const short = await client.generate({ model: 'tiny-gpt', prompt: 'In', options })
  const stopped = await client.generate({
    model: 'tiny-gpt',
    prompt: 'In',
    options: { seed: 4, num_predict: 500, stop: ['e'] },
  })

  expect(short.eval_count).toBeLessThanOrEqual(30)
  expect(stopped.response).not.toContain('e')
  expect(stopped.done_reason).toBe('stop')
})

test('lists its model and its version', async () => {
  const { models } = await client.list()
  const { version } = await client.version()

  expect(models.map(({ name }) => name)).toEqual(['tiny-gpt-v2'])
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
})

test('delete reads its body and refuses an unknown model', async () => {
  await expect(client.delete({ model: 'tiny-gpt' })).resolves.toMatchObject({ status: 'success' })
  await expect(client.delete({ model: 'other' })).rejects.toThrow("model 'other' not found")
})

test('an error is a string, with 400 for a wrong field and 404 for an unknown model', async () => {
  const wrong = client.chat({ ...request, options: { num_predict: -5 } })
  const unknown = client.chat({ ...request, model: 'llama' })

  await expect(wrong).rejects.toMatchObject({ status_code: 400, error: expect.any(String) })
  await expect(unknown).rejects.toMatchObject({ status_code: 404 })
})
