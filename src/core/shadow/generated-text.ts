import { isRecord, parseJson } from '../json.ts'
import { payloadsIn, type StreamKind } from '../outcomes/stream-error.ts'

/** Names of the fields in which the common APIs give generated text. */
const names: ReadonlySet<string> = new Set([
  'content',
  'text',
  'generated_text',
  'response',
  'completion',
  'output_text',
  'reasoning_content',
  'reasoning',
  'thinking',
  'summary_text',
  'translation_text',
])

/** Words that make a text, under whatever name. */
const WORDS = /\S+(?:\s+\S+){7}/

/** The data of the last event in the dialect of OpenAI. */
const DONE = '[DONE]'

/** Maximum depth at which text is found in an event. */
const MAX_DEPTH = 8

/** Whether a value is free text, of which two models rarely give the same. `name` is that of its field. */
export function isFreeText(name: string, value: string): boolean {
  return names.has(name) || WORDS.test(value)
}

/** Returns the text that the events of a stream make together. */
export function textOfStream(kind: StreamKind, stream: string): string {
  return payloadsIn(kind, stream).map(textOfPayload).join('')
}

function textOfPayload(payload: string): string {
  if (payload === DONE) return ''
  const document = parseJson(payload)
  return document === undefined ? payload : textIn('', document, 0)
}

function textIn(name: string, value: unknown, depth: number): string {
  if (typeof value === 'string') return names.has(name) ? value : ''
  if (depth > MAX_DEPTH) return ''
  if (Array.isArray(value)) return value.map((one) => textIn(name, one, depth + 1)).join('')
  if (!isRecord(value)) return ''
  return Object.entries(value)
    .map(([key, one]) => textIn(key, one, depth + 1))
    .join('')
}
