import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, streamText } from 'ai'
import type { ChatRequest, Connect } from './chat-client.ts'

export const aiSdk: Connect = (url, fetch) => {
  const provider = createOpenAICompatible({ name: 'local', baseURL: `${url}/v1`, fetch })
  const settingsOf = ({ model, prompt, maxTokens, temperature, seed }: ChatRequest) => ({
    model: provider(model),
    prompt,
    maxOutputTokens: maxTokens,
    temperature,
    seed,
    maxRetries: 0,
  })
  return {
    whole: async function* (request, abortSignal) {
      const { text, finishReason, usage, response } = await generateText({
        ...settingsOf(request),
        abortSignal,
      })
      yield { text, finishReason, usage, model: response.modelId }
    },
    streamed: async function* (request, abortSignal) {
      const onError = () => {}
      for await (const part of streamText({ ...settingsOf(request), abortSignal, onError })
        .stream) {
        if (part.type === 'error') throw part.error
        yield part
      }
    },
  }
}
