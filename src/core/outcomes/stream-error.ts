import { isRecord, parseJson } from '../json.ts'

/** An error that an origin reports inside a stream, after the status was sent. */
export interface EventError {
  /** The code that the event names, or the one that its type stands for; undefined without either. */
  readonly code: number | undefined
}

/** The stream formats in which error events are searched. */
export type StreamKind = 'sse' | 'ndjson'

/** Returns the stream format of a content type; undefined when it is not an event stream. */
export function streamKindOf(contentType: string | null): StreamKind | undefined {
  if (contentType === null) return undefined
  if (SSE.test(contentType)) return 'sse'
  return NDJSON.test(contentType) ? 'ndjson' : undefined
}

const SSE = /^text\/event-stream\s*(;|$)/i

/** The common content types of newline-delimited JSON; none is registered with IANA. */
const NDJSON = /^application\/(x-)?(ndjson|jsonl|jsonlines)\s*(;|$)/i

/** Whether events can be read from a body with this content encoding: only from one that is not encoded. */
export function isReadable(encoding: string | null): boolean {
  return encoding === null || /^(identity)?$/i.test(encoding)
}

/** Returns the first error among the complete events of a part of a stream; undefined when there is none. */
export function eventErrorIn(kind: StreamKind, text: string): EventError | undefined {
  if (!text.includes('error')) return undefined
  const events = kind === 'sse' ? sseEvents(text) : ndjsonEvents(text)
  for (const event of events) {
    const error = errorOf(event)
    if (error !== undefined) return error
  }
  return undefined
}

/** Returns the number of complete events in a stream that has data. Comments of a stream are no events. */
export function eventsIn(kind: StreamKind, text: string): number {
  return payloadsIn(kind, text).length
}

/** Returns the payloads of the events in a whole stream, without the empty ones. */
export function payloadsIn(kind: StreamKind, text: string): readonly string[] {
  const events = kind === 'sse' ? sseEvents(`${text}\n\n`) : ndjsonEvents(`${text}\n`)
  return events.map(({ payload }) => payload).filter((payload) => payload.trim() !== '')
}

interface StreamEvent {
  readonly name: string
  readonly payload: string
}

/** Returns the complete events: an incomplete one lacks its blank line at the end. */
function sseEvents(text: string): readonly StreamEvent[] {
  return text
    .split(/\r\n\r\n|\n\n|\r\r/)
    .slice(0, -1)
    .map((block) => {
      const lines = block.split(/\r\n|\n|\r/)
      return { name: fieldOf(lines, 'event'), payload: fieldOf(lines, 'data') }
    })
}

function fieldOf(lines: readonly string[], field: string): string {
  return lines
    .filter((line) => line.startsWith(`${field}:`))
    .map((line) => line.slice(field.length + 1).trim())
    .join('\n')
}

function ndjsonEvents(text: string): readonly StreamEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ name: '', payload: line }))
}

function errorOf({ name, payload }: StreamEvent): EventError | undefined {
  if (name !== 'error' && !payload.includes('"error"')) return undefined
  const document = parseJson(payload)
  if (name !== 'error' && !isRecord(document)) return undefined
  const error = isRecord(document) ? document['error'] : undefined
  if (name !== 'error' && isNone(error)) return undefined
  return { code: codeOf(error) ?? codeOf(document) ?? codeOfTypes([error, document]) }
}

/** Whether the field `error` means that there is no error. Some APIs send it in every event. */
function isNone(error: unknown): boolean {
  return error === undefined || error === null || error === false || error === ''
}

function codeOf(value: unknown): number | undefined {
  if (!isRecord(value)) return undefined
  for (const key of ['code', 'status', 'status_code', 'http_code']) {
    const code = Number(value[key] ?? NaN)
    if (Number.isInteger(code) && code >= 100 && code < 600) return code
  }
  return undefined
}

/** The code of the first entry of `codesOfTypes` that one of the types matches. */
function codeOfTypes(values: readonly unknown[]): number | undefined {
  const types = values.flatMap(typesOf)
  return codesOfTypes.find(([pattern]) => types.some((type) => pattern.test(type)))?.[1]
}

/** OpenAI names the kind of an error in `type` and in `code`, Text Generation Inference in `error_type`. */
function typesOf(value: unknown): readonly string[] {
  if (!isRecord(value)) return []
  const named = [value['type'], value['code'], value['error_type']]
  return named.filter((type) => typeof type === 'string').map(snakeCase)
}

function snakeCase(type: string): string {
  return type.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
}

/** Error types of the known APIs that are not the origin's fault. Overload comes first: some errors have two types. */
const codesOfTypes = [
  [/^(rate_limit|too_many|insufficient_quota)/, 429],
  [/^overloaded/, 529],
  [/^authentication/, 401],
  [/^permission/, 403],
  [/^not_found/, 404],
  [/^(validation|invalid_|context_length|content_filter|request_too_large)/, 400],
] as const
