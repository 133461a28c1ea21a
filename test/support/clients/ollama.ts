import { Ollama } from 'ollama'
import type { Asked, Connect } from './chat-client.ts'

/** This client gives up on streams only, and by a method of the stream. */
export const ollama: Connect = (url, fetch) => {
  const client = new Ollama({ host: url, fetch })
  return {
    whole: async function* (asked) {
      yield await client.chat(bodyOf(asked))
    },
    streamed: async function* (asked, signal) {
      const stream = await client.chat({ ...bodyOf(asked), stream: true })
      signal.addEventListener('abort', () => stream.abort())
      yield* stream
    },
  }
}

function bodyOf({ model, prompt, maxTokens, temperature, seed }: Asked) {
  const options = { num_predict: maxTokens, temperature, seed }
  return { model, messages: [{ role: 'user', content: prompt }], options }
}
