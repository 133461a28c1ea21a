import OpenAI from 'openai'
import type { Asked, Connect } from './chat-client.ts'

export const openai: Connect = (url, fetch) => {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0, fetch })
  return {
    whole: async function* (asked, signal) {
      yield await client.chat.completions.create(bodyOf(asked), { signal })
    },
    streamed: async function* (asked, signal) {
      const more = { stream: true, stream_options: { include_usage: true } } as const
      yield* await client.chat.completions.create({ ...bodyOf(asked), ...more }, { signal })
    },
  }
}

function bodyOf({ model, prompt, maxTokens, temperature, seed }: Asked) {
  const messages = [{ role: 'user' as const, content: prompt }]
  return { model, messages, max_tokens: maxTokens, temperature, seed }
}
