import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { resultOf } from '../../support/clients/comparable.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { dead, routed } = directVsRouted()

const unknownModel = () => routed().replace('/model', '/nothing')
const request = {
  model: 'tiny-gpt',
  max_tokens: 20,
  messages: [{ role: 'user' as const, content: 'And God said' }],
}

test.each([
  { url: dead, failure: { code: 'origin_unreachable', type: 'server_error' } },
  { url: unknownModel, failure: { code: 'unknown_model', type: 'invalid_request_error' } },
])('openai exposes the code and the type of $failure.code', async ({ url, failure }) => {
  const client = new OpenAI({ baseURL: `${url()}/v1`, apiKey: 'none', maxRetries: 0 })

  expect(await resultOf(url(), () => client.models.list())).toMatchObject({ failure })
})

test.each([
  { url: dead, type: 'api_error' },
  { url: unknownModel, type: 'not_found_error' },
])('@anthropic-ai/sdk exposes the type $type', async ({ url, type }) => {
  const client = new Anthropic({ baseURL: url(), apiKey: 'none', maxRetries: 0 })

  const outcome = await resultOf(url(), () => client.messages.create(request))

  expect(outcome).toMatchObject({ failure: { type, error: { error: { type } } } })
})
