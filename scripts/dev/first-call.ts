import OpenAI from 'openai'
import { ROUTER_FIELD } from '../../src/core/outcomes/router-field.ts'
import { readRouterField } from './router-field.ts'

/** What people see of the models. The seed makes the call one to repeat: v1 and v2 differ plainly in it. */
export const question = {
  model: 'tiny-gpt',
  stream: true,
  max_tokens: 160,
  temperature: 0.6,
  seed: 1,
  messages: [{ role: 'user', content: 'And God said' }],
} as const satisfies OpenAI.ChatCompletionCreateParamsStreaming

/** Which release answered, as the router says it. */
export interface Answered {
  readonly color: string
  readonly release: string
  readonly revision: string
}

/** One streamed chat completion through the router; `write` gets the text as it comes. */
export async function firstCall(
  url: string,
  write: (text: string) => void,
  announce: (by: Answered) => void
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
