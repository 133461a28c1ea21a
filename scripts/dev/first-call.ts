import OpenAI from 'openai'
import { ROUTER_FIELD } from '../../src/core/outcomes/router-field.ts'
import { readRouterField } from './router-field.ts'

/**
 * The example chat request. The seed makes answers reproducible, and v1 and v2 answer it with
 * clearly different text.
 */
export const question = {
  model: 'tiny-gpt',
  stream: true,
  max_tokens: 160,
  temperature: 0.6,
  seed: 1,
  messages: [{ role: 'user', content: 'And God said' }],
} as const satisfies OpenAI.ChatCompletionCreateParamsStreaming

/** The release that answered, from the router's field. */
export interface ServedBy {
  readonly color: string
  readonly release: string
  readonly revision: string
}

/**
 * Makes one streamed chat completion through the router. Calls `announce` once with the release
 * that answers, then `write` with each piece of text.
 */
export async function firstCall(
  url: string,
  write: (text: string) => void,
  announce: (servedBy: ServedBy) => void
): Promise<void> {
  const client = new OpenAI({ baseURL: `${url}/chat/v1`, apiKey: 'local', maxRetries: 0 })
  const { data, response } = await client.chat.completions.create(question).withResponse()
  const field = readRouterField(response.headers.get(ROUTER_FIELD))
  announce({
    color: field?.color ?? 'unknown',
    release: field?.release ?? 'unknown',
    revision: String(field?.revision ?? 'unknown'),
  })
  for await (const chunk of data) write(chunk.choices[0]?.delta.content ?? '')
}
