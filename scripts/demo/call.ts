import OpenAI, { APIError } from 'openai'
import { ROUTER_FIELD } from '../../src/core/outcomes/router-field.ts'
import type { Color } from '../../src/core/routing/color.ts'
import { readRouterField } from '../dev/router-field.ts'

/** One call as seen by its client. */
export interface Call {
  readonly startedAt: number
  readonly endedAt: number
  /** The color that the call went to first; undefined when the answer does not name it. */
  readonly color: Color | undefined
  /** Whether the other color answered the call after a failover. */
  readonly failedOver: boolean
  /** The error message that the client got; undefined for a complete answer. */
  readonly failure: string | undefined
}

/** Returns an OpenAI client without retries, so that every failed call is counted. */
export function openaiAt(url: string): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'local', maxRetries: 0, timeout: 15_000 })
}

/** Sends one streamed completion and reads it to its end. Does not throw: failures are part of the result. */
export async function callChat(client: OpenAI): Promise<Call> {
  const startedAt = Date.now()
  let headers: Headers | undefined
  const endedCall = (failure: string | undefined): Call => ({
    startedAt,
    endedAt: Date.now(),
    ...colorOf(headers),
    failure,
  })
  try {
    const { data, response } = await client.chat.completions.create(question).withResponse()
    headers = response.headers
    let finished = false
    for await (const { choices } of data) finished ||= choices[0]?.finish_reason != null
    return endedCall(finished ? undefined : 'the stream ended before the answer was complete')
  } catch (error) {
    if (error instanceof APIError) headers ??= error.headers
    return endedCall(error instanceof Error ? error.message : String(error))
  }
}

const question = {
  model: 'tiny-gpt',
  messages: [{ role: 'user', content: 'In the beginning' }],
  max_tokens: 24,
  stream: true,
} as const satisfies OpenAI.ChatCompletionCreateParamsStreaming

function colorOf(headers: Headers | undefined): Pick<Call, 'color' | 'failedOver'> {
  const field = readRouterField(headers?.get(ROUTER_FIELD))
  const failedFirst = field?.failedOverFrom
  return { color: failedFirst ?? field?.color, failedOver: failedFirst !== undefined }
}
