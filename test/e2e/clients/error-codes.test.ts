import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { outcomeOf } from '../../support/clients/load.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { dead, routed } = directVsRouted()

const nothing = () => routed().replace('/model', '/nothing')
const asked = {
  model: 'tiny-gpt',
  max_tokens: 20,
  messages: [{ role: 'user' as const, content: 'And God said' }],
}

test.each([
  { url: dead, failure: { code: 'origin_unreachable', type: 'server_error' } },
  { url: nothing, failure: { code: 'unknown_model', type: 'invalid_request_error' } },
])('openai shows the code and the type of $failure.code', async ({ url, failure }) => {
  const client = new OpenAI({ baseURL: `${url()}/v1`, apiKey: 'none', maxRetries: 0 })

  expect(await outcomeOf(url(), () => client.models.list())).toMatchObject({ failure })
})

test.each([
  { url: dead, type: 'api_error' },
  { url: nothing, type: 'not_found_error' },
])('@anthropic-ai/sdk shows the type $type', async ({ url, type }) => {
  const client = new Anthropic({ baseURL: url(), apiKey: 'none', maxRetries: 0 })

  const outcome = await outcomeOf(url(), () => client.messages.create(asked))

  expect(outcome).toMatchObject({ failure: { type, error: { error: { type } } } })
})
