import { randomUUID } from 'node:crypto'
import { gather, type Generate, type Piece, type GenerationRequest } from './generator.ts'
import { json, parseJson, type Call, type Reply, type Route, type WholeReply } from './http.ts'
import {
  chatSchema,
  completionSchema,
  requestOfChat,
  requestOfCompletion,
} from './openai-schema.ts'
import { isServed } from './prompt.ts'
import { sse, sseReply } from './server-sent-events.ts'

/** Routes of the OpenAI dialect, which Hugging Face's chat clients also use. */
export function openaiRoutes(name: string, generate: Generate): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/v1\/models$/,
      answer: () => json({ object: 'list', data: [card(name)] }),
    },
    {
      method: 'GET',
      path: /^\/v1\/models\/([^/]+)$/,
      answer: (_call, [id = '']) => (isServed(id) ? json(card(name)) : unknownModel(id)),
    },
    {
      method: 'POST',
      path: /^\/v1\/chat\/completions$/,
      answer: (call) => {
        const request = parseJson(call.body, chatSchema)
        if (!request.ok) return openaiError(400, request.refusal)
        return complete(call, name, generate, chat, request.value, requestOfChat(request.value))
      },
    },
    {
      method: 'POST',
      path: /^\/v1\/completions$/,
      answer: (call) => {
        const request = parseJson(call.body, completionSchema)
        if (!request.ok) return openaiError(400, request.refusal)
        return complete(
          call,
          name,
          generate,
          plain,
          request.value,
          requestOfCompletion(request.value)
        )
      },
    },
  ]
}

export function openaiError(status: number, message: string, code?: string): WholeReply {
  const type = status < 500 ? 'invalid_request_error' : 'server_error'
  return json({ error: { message, type, param: null, code: code ?? null } }, status)
}

type ResponseOptions = {
  readonly model?: string | undefined
  readonly stream?: boolean | null | undefined
  readonly stream_options?: { readonly include_usage?: boolean | undefined } | null | undefined
}

/**
 * The differences between chat and plain completions: names, and the place of the text in a choice.
 */
type Shape = {
  readonly id: string
  readonly object: string
  readonly chunkObject: string
  readonly choice: (text: string) => object
  readonly delta: (text: string) => object
  readonly first: object | undefined
  readonly last: object
}

const chat: Shape = {
  id: 'chatcmpl',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  choice: (content) => ({ message: { role: 'assistant', content, refusal: null } }),
  delta: (content) => ({ delta: { content } }),
  first: { delta: { role: 'assistant', content: '' } },
  last: { delta: {} },
}

const plain: Shape = {
  id: 'cmpl',
  object: 'text_completion',
  chunkObject: 'text_completion',
  choice: (text) => ({ text }),
  delta: (text) => ({ text }),
  first: undefined,
  last: { text: '' },
}

async function complete(
  call: Call,
  name: string,
  generate: Generate,
  shape: Shape,
  options: ResponseOptions,
  request: GenerationRequest
): Promise<Reply> {
  if (options.model !== undefined && !isServed(options.model)) return unknownModel(options.model)
  const pieces = generate(request, call.signal)
  const head = {
    id: `${shape.id}-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model: name,
    system_fingerprint: name,
  }
  if (options.stream) {
    const withUsage = options.stream_options?.include_usage ?? false
    return sseReply(
      events({ ...head, object: shape.chunkObject }, shape, pieces, withUsage),
      errorEvent
    )
  }
  const { text, end } = await gather(pieces)
  const choice = { index: 0, ...shape.choice(text), logprobs: null, finish_reason: end.reason }
  return json({ ...head, object: shape.object, choices: [choice], usage: usageOf(end) })
}

async function* events(
  head: object,
  shape: Shape,
  pieces: AsyncIterable<Piece>,
  withUsage: boolean
): AsyncGenerator<string> {
  const chunk = (part: object, reason: string | null = null) =>
    sse({ ...head, choices: [{ index: 0, ...part, logprobs: null, finish_reason: reason }] })

  if (shape.first !== undefined) yield chunk(shape.first)
  for await (const piece of pieces) {
    if (piece.kind === 'text') {
      yield chunk(shape.delta(piece.text))
      continue
    }
    yield chunk(shape.last, piece.reason)
    if (withUsage) yield sse({ ...head, choices: [], usage: usageOf(piece) })
    yield sse('[DONE]')
  }
}

/**
 * An error event in vLLM's format. `code` holds the status, which can no longer be sent in the
 * response line.
 */
function errorEvent(status: number, message: string): string {
  const type = status < 500 ? 'invalid_request_error' : 'server_error'
  return sse({ error: { message, type, param: null, code: status } })
}

function usageOf(end: Extract<Piece, { kind: 'end' }>) {
  return {
    prompt_tokens: end.promptTokens,
    completion_tokens: end.tokens,
    total_tokens: end.promptTokens + end.tokens,
  }
}

function unknownModel(model: string): WholeReply {
  return openaiError(404, `the model ${model} does not exist, expected tiny-gpt`, 'model_not_found')
}

function card(name: string) {
  return { id: name, object: 'model', created: 0, owned_by: 'bluegreen' }
}
