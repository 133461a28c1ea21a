import { InferenceClient } from '@huggingface/inference'
import type { ChatRequest, Connect } from './chat-client.ts'

export const huggingFace: Connect = (url, fetch) => {
  const settings = { endpointUrl: url, retry_on_error: false, fetch }
  const client = new InferenceClient('none', settings)
  return {
    whole: async function* (request, signal) {
      yield await client.chatCompletion(bodyOf(request), { signal })
    },
    streamed: async function* (request, signal) {
      yield* client.chatCompletionStream(bodyOf(request), { signal })
    },
  }
}

function bodyOf({ model, prompt, maxTokens, temperature, seed }: ChatRequest) {
  const messages = [{ role: 'user', content: prompt }]
  return { model, messages, max_tokens: maxTokens, temperature, seed }
}
