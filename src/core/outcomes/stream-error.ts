import { isRecord, parseJson } from '../json.ts'

/** An error that an origin reports inside a stream whose status was already sent. */
export interface EventError {
  /** The code that the event names, when it names one. */
  readonly code: number | undefined
}

/** The kinds of stream that can carry an error event. */
export type StreamKind = 'sse' | 'ndjson'

/** The kind of event stream by its content type; undefined when it is not one. */
export function streamKindOf(contentType: string | null): StreamKind | undefined {
  if (contentType === null) return undefined
  if (SSE.test(contentType)) return 'sse'
  return NDJSON.test(contentType) ? 'ndjson' : undefined
}

const SSE = /^text\/event-stream\s*(;|$)/i

/** The names under which lines of JSON go about; none is registered. */
const NDJSON = /^application\/(x-)?(ndjson|jsonl|jsonlines)\s*(;|$)/i

/** Events can be looked at only in a body that is not encoded. */
export function isReadable(encoding: string | null): boolean {
  return encoding === null || /^(identity)?$/i.test(encoding)
}

/** The error among the whole events in a stretch of a stream, if there is one. */
export function eventErrorIn(kind: StreamKind, stretch: string): EventError | undefined {
  if (!stretch.includes('error')) return undefined
  const events = kind === 'sse' ? sseEvents(stretch) : ndjsonEvents(stretch)
  for (const event of events) {
    const error = errorOf(event)
    if (error !== undefined) return error
  }
  return undefined
}

interface StreamEvent {
  readonly name: string
  readonly payload: string
}

/** Only whole events: one that is still arriving ends without its blank line. */
function sseEvents(stretch: string): readonly StreamEvent[] {
  return stretch
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

function ndjsonEvents(stretch: string): readonly StreamEvent[] {
  return stretch
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
  return { code: codeOf(error) ?? codeOf(document) }
}

/** Some APIs have the field in every event, and say by these that there is no error. */
function isNone(error: unknown): boolean {
  return error === undefined || error === null || error === false || error === ''
}

/** Anthropic's error types that are the caller's own; its other types are the origin's. */
const clientErrorTypes: readonly unknown[] = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'request_too_large',
]

function codeOf(value: unknown): number | undefined {
  if (!isRecord(value)) return undefined
  for (const key of ['code', 'status', 'status_code', 'http_code']) {
    const code = Number(value[key] ?? NaN)
    if (Number.isInteger(code) && code >= 100 && code < 600) return code
  }
  if (clientErrorTypes.includes(value['type'])) return 400
  if (value['type'] === 'rate_limit_error') return 429
  return value['type'] === 'overloaded_error' ? 529 : undefined
}
