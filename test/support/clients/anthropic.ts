import Anthropic from '@anthropic-ai/sdk'
import type { ChatRequest, Connect } from './chat-client.ts'

export const anthropic: Connect = (url, fetch) => {
  const client = new Anthropic({ baseURL: url, apiKey: 'none', maxRetries: 0, fetch })
  return {
    whole: async function* (request, signal) {
      yield await client.messages.create(bodyOf(request), { signal })
    },
    streamed: async function* (request, signal) {
      yield* await client.messages.create({ ...bodyOf(request), stream: true }, { signal })
    },
  }
}

/** Anthropic's API has no `seed`. The SDK passes it on, and the local model accepts it. */
function bodyOf({ model, prompt, maxTokens, temperature, seed }: ChatRequest) {
  const messages = [{ role: 'user' as const, content: prompt }]
  return { model, messages, max_tokens: maxTokens, temperature, seed }
}
