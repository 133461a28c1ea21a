import { eventErrorIn, eventsIn, streamKindOf } from '../outcomes/stream-error.ts'
import type { Expectation, GoldenAnswer, Json, JsonExpectation } from './golden-case.ts'
import { isSameJson, parseDocument, shown } from './json-value.ts'
import { valueAt } from './json-path.ts'

/** One difference between an answer and what was expected, in texts for people. */
export interface Mismatch {
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** Returns what a JSON Schema finds wrong in a document, in one line; undefined when it is valid. */
export type Validate = (
  schema: NonNullable<Expectation['schema']>,
  document: Json
) => string | undefined

type Answered = Extract<GoldenAnswer, { kind: 'answered' }>

/** Returns all differences between an answer and what was expected; none when it is right. */
export function mismatchesOf(
  expected: Expectation,
  answer: Answered,
  validate: Validate
): readonly Mismatch[] {
  return [
    ...statusMismatches(expected, answer),
    ...timeMismatches(expected, answer),
    ...textMismatches(expected, answer),
    ...streamMismatches(expected, answer),
    ...documentMismatches(expected, answer, validate),
  ]
}

function statusMismatches({ statuses }: Expectation, { status, text }: Answered) {
  const isExpected =
    statuses.length === 0 ? status >= 200 && status < 300 : statuses.includes(status)
  if (isExpected) return []
  const expected = statuses.length === 0 ? '200 to 299' : statuses.join(' or ')
  return [
    { what: 'status', expected, got: text === '' ? `${status}` : `${status}: ${shown(text)}` },
  ]
}

function timeMismatches(
  { maxTotalMs = Infinity, maxFirstByteMs = Infinity }: Expectation,
  { totalMs, firstByteMs }: Answered
) {
  const late: Mismatch[] = []
  if (firstByteMs > maxFirstByteMs) {
    late.push({
      what: 'first byte',
      expected: `at most ${maxFirstByteMs} ms`,
      got: `${firstByteMs} ms`,
    })
  }
  if (totalMs > maxTotalMs) {
    late.push({ what: 'time', expected: `at most ${maxTotalMs} ms`, got: `${totalMs} ms` })
  }
  return late
}

function textMismatches({ contains, matches }: Expectation, { text }: Answered) {
  const missing = contains
    .filter((part) => !text.includes(part))
    .map((part) => ({ what: 'text', expected: `contains ${shown(part)}`, got: shown(text) }))
  const unmatched = matches
    .filter((pattern) => !new RegExp(pattern, 's').test(text))
    .map((pattern) => ({ what: 'text', expected: `matches /${pattern}/`, got: shown(text) }))
  return [...missing, ...unmatched]
}

/** An error inside a stream is wrong, whatever was expected: its status was sent before. */
function streamMismatches({ minEvents }: Expectation, { contentType, text }: Answered) {
  const kind = streamKindOf(contentType)
  if (kind === undefined) {
    if (minEvents === undefined) return []
    const got = contentType ?? 'an answer without a content type'
    return [{ what: 'events', expected: `a stream of at least ${minEvents} events`, got }]
  }
  const error = eventErrorIn(kind, text)
  if (error !== undefined) {
    const got =
      error.code === undefined ? 'an error event' : `an error event with code ${error.code}`
    return [{ what: 'events', expected: 'no error event', got }]
  }
  const events = eventsIn(kind, text)
  if (minEvents === undefined || events >= minEvents) return []
  return [{ what: 'events', expected: `at least ${minEvents}`, got: `${events}` }]
}

function documentMismatches(
  { json, schema }: Expectation,
  { text, isCut }: Answered,
  validate: Validate
): readonly Mismatch[] {
  if (Object.keys(json).length === 0 && schema === undefined) return []
  const document = parseDocument(text)
  if (document === undefined) {
    const got = isCut ? 'an answer that is too long to read' : shown(text)
    return [{ what: 'body', expected: 'JSON', got }]
  }
  const wrong = Object.entries(json).flatMap(([path, expectation]) =>
    valueMismatches(path, expectation, valueAt(document, path))
  )
  const invalid = schema === undefined ? undefined : validate(schema, document)
  if (invalid === undefined) return wrong
  return [...wrong, { what: 'body', expected: 'valid by its JSON Schema', got: invalid }]
}

function valueMismatches(path: string, expected: JsonExpectation, got: Json | undefined) {
  if (isMet(expected, got)) return []
  return [{ what: path, expected: described(expected), got: shownValue(got) }]
}

function isMet(expected: JsonExpectation, got: Json | undefined): boolean {
  switch (expected.kind) {
    case 'exists':
      return (got !== undefined) === expected.isPresent
    case 'equals':
      return got !== undefined && isSameJson(expected.value, got)
    case 'near':
      return typeof got === 'number' && Math.abs(got - expected.value) <= expected.tolerance
    case 'one_of':
      return got !== undefined && expected.values.some((value) => isSameJson(value, got))
    case 'matches':
      return typeof got === 'string' && new RegExp(expected.pattern, 's').test(got)
  }
}

function described(expected: JsonExpectation): string {
  switch (expected.kind) {
    case 'exists':
      return expected.isPresent ? 'a value' : 'no value'
    case 'equals':
      return shownValue(expected.value)
    case 'near':
      return `${expected.value} ± ${expected.tolerance}`
    case 'one_of':
      return expected.values.map(shownValue).join(' or ')
    case 'matches':
      return `matches /${expected.pattern}/`
  }
}

function shownValue(value: Json | undefined): string {
  return value === undefined ? 'nothing' : shown(JSON.stringify(value))
}
