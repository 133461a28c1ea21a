import { gather, type Generate, type Piece, type GenerationRequest } from './generator.ts'
import {
  json,
  parseJson,
  type Call,
  type Reply,
  type Route,
  type StreamReply,
  type WholeReply,
} from './http.ts'
import {
  chatSchema,
  deleteSchema,
  generateSchema,
  requestOfChat,
  requestOfGenerate,
} from './ollama-schema.ts'
import { isServed } from './prompt.ts'

/** Routes of the Ollama dialect: newline-delimited JSON unless `stream` is false. */
export function ollamaRoutes(name: string, generate: Generate): readonly Route[] {
  return [
    { method: 'GET', path: /^\/api\/version$/, answer: () => json({ version: '0.6.4' }) },
    { method: 'GET', path: /^\/api\/tags$/, answer: () => json({ models: [cardOf(name)] }) },
    { method: 'DELETE', path: /^\/api\/delete$/, answer: remove },
    {
      method: 'POST',
      path: /^\/api\/chat$/,
      answer: (call) => {
        const body = parseJson(call.body, chatSchema)
        if (!body.ok) return ollamaError(400, body.refusal)
        const request = requestOfChat(body.value)
        return complete(call, name, generate, chatPart, { ...body.value, request })
      },
    },
    {
      method: 'POST',
      path: /^\/api\/generate$/,
      answer: (call) => {
        const body = parseJson(call.body, generateSchema)
        if (!body.ok) return ollamaError(400, body.refusal)
        const request = requestOfGenerate(body.value)
        return complete(call, name, generate, generatePart, { ...body.value, request })
      },
    },
  ]
}

function chatPart(content: string) {
  return { message: { role: 'assistant', content } }
}

function generatePart(response: string) {
  return { response }
}

export function ollamaError(status: number, message: string): WholeReply {
  return json({ error: message }, status)
}

type CompletionOptions = {
  readonly model: string
  readonly stream: boolean
  readonly request: GenerationRequest
}

async function complete(
  call: Call,
  name: string,
  generate: Generate,
  part: (text: string) => object,
  { model, stream, request }: CompletionOptions
): Promise<Reply> {
  if (!isServed(model)) return unknownModel(model)
  const startedAt = performance.now()
  const head = () => ({ model: name, created_at: new Date().toISOString() })
  const last = (text: string, end: End) => ({
    ...head(),
    ...part(text),
    done: true,
    done_reason: end.reason,
    ...timingOf(end, startedAt),
  })
  const pieces = generate(request, call.signal)
  if (stream) {
    return ndjsonReply(lines(pieces, (text) => ({ ...head(), ...part(text), done: false }), last))
  }
  const { text, end } = await gather(pieces)
  return json(last(text, end))
}

type End = Extract<Piece, { kind: 'end' }>

async function* lines(
  pieces: AsyncIterable<Piece>,
  lineOf: (text: string) => object,
  lastOf: (text: string, end: End) => object
): AsyncGenerator<string> {
  for await (const piece of pieces) {
    const line = piece.kind === 'text' ? lineOf(piece.text) : lastOf('', piece)
    yield `${JSON.stringify(line)}\n`
  }
}

function ndjsonReply(chunks: AsyncIterable<string>): StreamReply {
  const headers = { 'content-type': 'application/x-ndjson' }
  return { kind: 'stream', headers, chunks, errorEvent }
}

function errorEvent(_status: number, message: string): string {
  return `${JSON.stringify({ error: message })}\n`
}

/** Answers like Ollama, but keeps the weights, which belong to the project. */
function remove(call: Call): Reply {
  const model = parseJson(call.body, deleteSchema)
  if (!model.ok) return ollamaError(400, model.refusal)
  if (!isServed(model.value)) return unknownModel(model.value)
  return { kind: 'whole', status: 200, headers: {}, body: '' }
}

function unknownModel(model: string): WholeReply {
  return ollamaError(404, `model '${model}' not found`)
}

/** Durations are in nanoseconds. */
function timingOf(end: End, startedAt: number) {
  const total = Math.round((performance.now() - startedAt) * 1e6)
  return {
    total_duration: total,
    load_duration: 0,
    prompt_eval_count: end.promptTokens,
    prompt_eval_duration: 0,
    eval_count: end.tokens,
    eval_duration: total,
  }
}

function cardOf(name: string) {
  const details = {
    parent_model: '',
    format: 'onnx',
    family: 'gpt',
    families: ['gpt'],
    parameter_size: '0.68M',
    quantization_level: 'F32',
  }
  const modified = '2026-01-01T00:00:00Z'
  return { name, model: name, modified_at: modified, size: 2_737_920, digest: name, details }
}
