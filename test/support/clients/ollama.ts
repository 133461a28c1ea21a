import { Ollama } from 'ollama'
import type { ChatRequest, Connect } from './chat-client.ts'

/** This client can abort streams only, with a method of the stream. */
export const ollama: Connect = (url, fetch) => {
  const client = new Ollama({ host: url, fetch })
  return {
    whole: async function* (request) {
      yield await client.chat(bodyOf(request))
    },
    streamed: async function* (request, signal) {
      const stream = await client.chat({ ...bodyOf(request), stream: true })
      signal.addEventListener('abort', () => stream.abort())
      yield* stream
    },
  }
}

function bodyOf({ model, prompt, maxTokens, temperature, seed }: ChatRequest) {
  const options = { num_predict: maxTokens, temperature, seed }
  return { model, messages: [{ role: 'user', content: prompt }], options }
}
