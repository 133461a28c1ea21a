import { InferenceClient } from '@huggingface/inference'
import type { Asked, Connect } from './chat-client.ts'

export const huggingFace: Connect = (url, fetch) => {
  const settings = { endpointUrl: url, retry_on_error: false, fetch }
  const client = new InferenceClient('none', settings)
  return {
    whole: async function* (asked, signal) {
      yield await client.chatCompletion(bodyOf(asked), { signal })
    },
    streamed: async function* (asked, signal) {
      yield* client.chatCompletionStream(bodyOf(asked), { signal })
    },
  }
}

function bodyOf({ model, prompt, maxTokens, temperature, seed }: Asked) {
  const messages = [{ role: 'user', content: prompt }]
  return { model, messages, max_tokens: maxTokens, temperature, seed }
}
