import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, streamText } from 'ai'
import type { Asked, Connect } from './chat-client.ts'

export const aiSdk: Connect = (url, fetch) => {
  const provider = createOpenAICompatible({ name: 'local', baseURL: `${url}/v1`, fetch })
  const settingsOf = ({ model, prompt, maxTokens, temperature, seed }: Asked) => ({
    model: provider(model),
    prompt,
    maxOutputTokens: maxTokens,
    temperature,
    seed,
    maxRetries: 0,
  })
  return {
    whole: async function* (asked, abortSignal) {
      const { text, finishReason, usage, response } = await generateText({
        ...settingsOf(asked),
        abortSignal,
      })
      yield { text, finishReason, usage, model: response.modelId }
    },
    streamed: async function* (asked, abortSignal) {
      const onError = () => {}
      for await (const part of streamText({ ...settingsOf(asked), abortSignal, onError }).stream) {
        if (part.type === 'error') throw part.error
        yield part
      }
    },
  }
}
