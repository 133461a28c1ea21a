import Anthropic from '@anthropic-ai/sdk'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { resultOf } from '../../support/clients/comparable.ts'
import { directVsRouted, partsOf } from '../../support/wire/direct-vs-routed.ts'

const { bothWays } = directVsRouted()

const apiKey = 'none'
const messages = [{ role: 'user' as const, content: 'And God said' }]
const completion = { model: 'tiny-gpt', prompt: 'In the', seed: 3, max_tokens: 20 }
const message = { model: 'tiny-gpt', messages, max_tokens: 20, temperature: 0 }
const generation = { model: 'tiny-gpt', prompt: 'In the', options: { seed: 3, num_predict: 20 } }

const openai = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 })
const anthropic = (url: string) => new Anthropic({ baseURL: url, apiKey, maxRetries: 0 })
const ollama = (url: string) => new Ollama({ host: url })

const succeeding: readonly [string, (url: string) => Promise<unknown>][] = [
  ['openai models.list', async (url) => (await openai(url).models.list()).data],
  ['openai models.retrieve', (url) => openai(url).models.retrieve('tiny-gpt')],
  ['openai completions', (url) => openai(url).completions.create(completion)],
  [
    'openai completions, streamed',
    async (url) => partsOf(await openai(url).completions.create({ ...completion, stream: true })),
  ],
  [
    'openai chat.completions.stream',
    (url) =>
      openai(url)
        .chat.completions.stream({ ...message, seed: 3 })
        .finalChatCompletion(),
  ],
  ['anthropic messages.stream', (url) => anthropic(url).messages.stream(message).finalMessage()],
  [
    'anthropic messages.stream, event by event',
    (url) => partsOf(anthropic(url).messages.stream(message)),
  ],
  ['ollama generate', (url) => ollama(url).generate(generation)],
  [
    'ollama generate, streamed',
    async (url) => partsOf(await ollama(url).generate({ ...generation, stream: true })),
  ],
  ['ollama list', (url) => ollama(url).list()],
  ['ollama version', (url) => ollama(url).version()],
  ['ollama delete', (url) => ollama(url).delete({ model: 'tiny-gpt' })],
]

test.each(succeeding)('%s returns the same value through the router', async (_, call) => {
  const [direct, through] = await bothWays((url) => resultOf(url, () => call(url)))

  expect(direct).toHaveProperty('value')
  expect(through).toEqual(direct)
})

const failing: readonly [string, (url: string) => Promise<unknown>][] = [
  ['openai models.retrieve of another', (url) => openai(url).models.retrieve('a/b+c%')],
  ['openai embeddings', (url) => openai(url).embeddings.create({ model: 'tiny-gpt', input: 'x' })],
  ['anthropic countTokens', (url) => anthropic(url).messages.countTokens(message)],
  ['ollama delete of another', (url) => ollama(url).delete({ model: 'other' })],
  ['ollama show', (url) => ollama(url).show({ model: 'tiny-gpt' })],
]

test.each(failing)('%s throws the same error through the router', async (_, call) => {
  const [direct, through] = await bothWays((url) => resultOf(url, () => call(url)))

  expect(direct).toHaveProperty('failure')
  expect(through).toEqual(direct)
})
