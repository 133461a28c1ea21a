import OpenAI from 'openai'
import type { ChatRequest, Connect } from './chat-client.ts'

export const openai: Connect = (url, fetch) => {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0, fetch })
  return {
    whole: async function* (request, signal) {
      yield await client.chat.completions.create(bodyOf(request), { signal })
    },
    streamed: async function* (request, signal) {
      const more = { stream: true, stream_options: { include_usage: true } } as const
      yield* await client.chat.completions.create({ ...bodyOf(request), ...more }, { signal })
    },
  }
}

function bodyOf({ model, prompt, maxTokens, temperature, seed }: ChatRequest) {
  const messages = [{ role: 'user' as const, content: prompt }]
  return { model, messages, max_tokens: maxTokens, temperature, seed }
}
