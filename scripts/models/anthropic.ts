import { randomUUID } from 'node:crypto'
import { messagesSchema, requestOfMessages } from './anthropic-schema.ts'
import { gather, type Generate, type Piece } from './generator.ts'
import { json, parseJson, type Call, type Reply, type Route, type WholeReply } from './http.ts'
import { isServed } from './prompt.ts'
import { sse, sseReply } from './server-sent-events.ts'

/** Routes of the Anthropic dialect: `POST /v1/messages`, whole or streamed as named events. */
export function anthropicRoutes(name: string, generate: Generate): readonly Route[] {
  const path = /^\/v1\/messages$/
  return [{ method: 'POST', path, answer: (call) => answerMessages(call, name, generate) }]
}

export function anthropicError(status: number, message: string): WholeReply {
  const id = idOf('req')
  const reply = json({ ...errorBody(status, message), request_id: id }, status)
  return { ...reply, headers: { ...reply.headers, 'request-id': id } }
}

async function answerMessages(call: Call, name: string, generate: Generate): Promise<Reply> {
  if (call.headers['anthropic-version'] === undefined) {
    return anthropicError(400, 'anthropic-version: header is required')
  }
  const parsed = parseJson(call.body, messagesSchema)
  if (!parsed.ok) return anthropicError(400, parsed.refusal)
  const request = parsed.value
  if (!isServed(request.model)) return anthropicError(404, `model: ${request.model}`)

  const pieces = generate(requestOfMessages(request), call.signal)
  const message = { id: idOf('msg'), type: 'message', role: 'assistant', model: name }
  if (request.stream) return sseReply(eventsOf(message, pieces), errorEvent)
  const { text, end } = await gather(pieces)
  const content = text === '' ? [] : [{ type: 'text', text }]
  const usage = { input_tokens: end.promptTokens, output_tokens: end.tokens }
  return json({ ...message, content, ...stopOf(end), usage })
}

async function* eventsOf(message: object, pieces: AsyncIterable<Piece>): AsyncGenerator<string> {
  // The token counts are known only at the end; `message_delta` corrects them.
  const usage = { input_tokens: 0, output_tokens: 0 }
  const emptyMessage = { ...message, content: [], stop_reason: null, stop_sequence: null, usage }
  yield event('message_start', { message: emptyMessage })
  yield event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
  yield event('ping', {})
  for await (const piece of pieces) {
    if (piece.kind === 'text') {
      const delta = { type: 'text_delta', text: piece.text }
      yield event('content_block_delta', { index: 0, delta })
      continue
    }
    yield event('content_block_stop', { index: 0 })
    const counted = { input_tokens: piece.promptTokens, output_tokens: piece.tokens }
    yield event('message_delta', { delta: stopOf(piece), usage: counted })
    yield event('message_stop', {})
  }
}

function event(type: string, rest: object): string {
  return sse({ type, ...rest }, type)
}

function stopOf(end: Extract<Piece, { kind: 'end' }>) {
  if (end.reason === 'length') return { stop_reason: 'max_tokens', stop_sequence: null }
  if (end.stopSequence === undefined) return { stop_reason: 'end_turn', stop_sequence: null }
  return { stop_reason: 'stop_sequence', stop_sequence: end.stopSequence }
}

function errorEvent(status: number, message: string): string {
  return sse(errorBody(status, message), 'error')
}

function errorBody(status: number, message: string) {
  return { type: 'error', error: { type: errorTypeOf(status), message } }
}

/** https://docs.anthropic.com/en/api/errors */
function errorTypeOf(status: number): string {
  if (status === 404) return 'not_found_error'
  if (status === 413) return 'request_too_large'
  if (status === 429) return 'rate_limit_error'
  if (status === 529) return 'overloaded_error'
  return status < 500 ? 'invalid_request_error' : 'api_error'
}

function idOf(kind: string): string {
  return `${kind}_${randomUUID().replaceAll('-', '')}`
}
