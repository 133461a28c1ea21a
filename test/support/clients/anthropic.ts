import Anthropic from '@anthropic-ai/sdk'
import type { Asked, Connect } from './chat-client.ts'

export const anthropic: Connect = (url, fetch) => {
  const client = new Anthropic({ baseURL: url, apiKey: 'none', maxRetries: 0, fetch })
  return {
    whole: async function* (asked, signal) {
      yield await client.messages.create(bodyOf(asked), { signal })
    },
    streamed: async function* (asked, signal) {
      yield* await client.messages.create({ ...bodyOf(asked), stream: true }, { signal })
    },
  }
}

/** The seed is not Anthropic's: the SDK lets it through, and the local model takes it. */
function bodyOf({ model, prompt, maxTokens, temperature, seed }: Asked) {
  const messages = [{ role: 'user' as const, content: prompt }]
  return { model, messages, max_tokens: maxTokens, temperature, seed }
}
