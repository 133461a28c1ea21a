import OpenAI, { APIError } from 'openai'
import { ROUTER_FIELD } from '../../src/core/outcomes/router-field.ts'
import type { Color } from '../../src/core/routing/color.ts'
import { readRouterField } from '../dev/router-field.ts'

/** One call as its client saw it. */
export interface Call {
  readonly startedAt: number
  readonly endedAt: number
  /** The color that the call went to first; undefined when the answer does not say. */
  readonly color: Color | undefined
  /** Whether the other color took it over, so that the client noticed nothing. */
  readonly failedOver: boolean
  /** What the client was told, or what was missing; undefined for a whole answer. */
  readonly failure: string | undefined
}

/** The clients' SDK with nothing hidden: every failed call is seen, none is sent twice. */
export function openaiAt(url: string): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'local', maxRetries: 0, timeout: 15_000 })
}

/** One streamed completion, read to its end. Does not throw: a failure is what the demo looks for. */
export async function callChat(client: OpenAI): Promise<Call> {
  const startedAt = Date.now()
  let headers: Headers | undefined
  const seen = (failure: string | undefined): Call => ({
    startedAt,
    endedAt: Date.now(),
    ...origin(headers),
    failure,
  })
  try {
    const { data, response } = await client.chat.completions.create(question).withResponse()
    headers = response.headers
    let finished = false
    for await (const { choices } of data) finished ||= choices[0]?.finish_reason != null
    return seen(finished ? undefined : 'the stream ended before the answer did')
  } catch (error) {
    if (error instanceof APIError) headers ??= error.headers
    return seen(error instanceof Error ? error.message : String(error))
  }
}

const question = {
  model: 'tiny-gpt',
  messages: [{ role: 'user', content: 'In the beginning' }],
  max_tokens: 24,
  stream: true,
} as const satisfies OpenAI.ChatCompletionCreateParamsStreaming

function origin(headers: Headers | undefined): Pick<Call, 'color' | 'failedOver'> {
  const field = readRouterField(headers?.get(ROUTER_FIELD))
  const failedFirst = field?.failedOverFrom
  return { color: failedFirst ?? field?.color, failedOver: failedFirst !== undefined }
}
