import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventErrorIn, isReadable, streamKindOf } from '../../../src/core/outcomes/stream-error.ts'

describe('streamKindOf', () => {
  it.each([
    ['text/event-stream', 'sse'],
    ['text/event-stream; charset=utf-8', 'sse'],
    ['application/x-ndjson', 'ndjson'],
    ['Text/Event-Stream;charset=UTF-8', 'sse'],
    ['application/ndjson', 'ndjson'],
    ['application/jsonl', 'ndjson'],
    ['application/json', undefined],
    ['text/event-streams', undefined],
    [null, undefined],
  ])('returns the kind of %s: %s', (contentType, kind) => {
    expect(streamKindOf(contentType)).toBe(kind)
  })

  it.each([
    [null, true],
    ['identity', true],
    ['gzip', false],
    ['br', false],
    ['Identity', true],
    ['', true],
  ])('tells whether a body with the encoding %s is readable: %s', (encoding, expected) => {
    expect(isReadable(encoding)).toBe(expected)
  })
})

describe('an error event in an SSE stream', () => {
  it.each([
    ['without a code', 'data: {"error":{"message":"boom"}}\n\n', undefined],
    ['with a number', 'data: {"error":{"code":500}}\n\n', 500],
    ['with a number as text', 'data: {"error":{"code":"503"}}\n\n', 503],
    ['with a 4xx code', 'data: {"error":{"code":400}}\n\ndata: [DONE]\n\n', 400],
    ['with a code that is no number', 'data: {"error":{"code":"server_error"}}\n\n', undefined],
    ['as plain text', 'data: {"error":"overloaded"}\n\n', undefined],
    ['by its event name', 'event: error\ndata: boom\n\n', undefined],
    [
      'in Anthropic’s format, overloaded',
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n',
      529,
    ],
    [
      'in Anthropic’s format, a mistake of the caller',
      'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error"}}\n\n',
      400,
    ],
    ['with CRLF', 'event: error\r\ndata: {"error":{"code":502}}\r\n\r\n', 502],
    [
      'after events without an error',
      'data: {"choices":[]}\n\ndata: {"error":{"code":500}}\n\n',
      500,
    ],
  ])('is found: %s', (_, text, code) => {
    expect(eventErrorIn('sse', text)).toEqual({ code })
  })

  it.each([
    [
      'text that contains the word error',
      'data: {"choices":[{"text":"an error: \\"error\\""}]}\n\n',
    ],
    ['an error that is null', 'data: {"choices":[],"error":null}\n\n'],
    ['an error that is false', 'data: {"done":true,"error":false}\n\n'],
    ['an error that is empty', 'data: {"status":"pulling","error":""}\n\n'],
    ['a nested error', 'data: {"choices":[{"error":{"code":500}}]}\n\n'],
    ['a list', 'data: [{"error":{"code":500}}]\n\n'],
    ['an event with another name', 'event: error_rate\ndata: 1\n\n'],
    ['an incomplete event', 'data: {"error":{"code":500}}'],
    ['a comment', ': error\n\n'],
    ['malformed JSON', 'data: {"error"\n\n'],
  ])('is not found in %s', (_, text) => {
    expect(eventErrorIn('sse', text)).toBeUndefined()
  })
})

describe('an error without a code', () => {
  it.each([
    ['validation', 400],
    ['validation_error', 400],
    ['ValidationError', 400],
    ['invalid_request_error', 400],
    ['invalid_prompt', 400],
    ['context_length_exceeded', 400],
    ['content_filter', 400],
    ['request_too_large', 400],
    ['authentication_error', 401],
    ['permission_error', 403],
    ['permission_denied', 403],
    ['not_found_error', 404],
    ['rate_limit_error', 429],
    ['rate_limit_exceeded', 429],
    ['too_many_requests', 429],
    ['insufficient_quota', 429],
    ['overloaded_error', 529],
    ['overloaded', 529],
    ['api_error', undefined],
    ['server_error', undefined],
    ['timeout_error', undefined],
    ['revalidation', undefined],
  ])('of the type %s counts as %s', (type, code) => {
    const event = `data: ${JSON.stringify({ error: { type, message: 'x' } })}\n\n`

    expect(eventErrorIn('sse', event)).toEqual({ code })
  })

  it.each([
    ['a word as its code', '{"error":{"type":"tokens","code":"rate_limit_exceeded"}}', 429],
    [
      'a mistake by type, overload by code',
      '{"error":{"type":"invalid_request_error","code":"rate_limit_exceeded"}}',
      429,
    ],
    ['its type beside it', '{"error":"Input validation error","error_type":"validation"}', 400],
    [
      'a code that outweighs its type',
      '{"error":{"type":"invalid_request_error","code":500}}',
      500,
    ],
  ])('with %s', (_, document, code) => {
    expect(eventErrorIn('ndjson', `${document}\n`)).toEqual({ code })
  })
})

describe('an error line in an NDJSON stream', () => {
  it('is a line with an error', () => {
    expect(eventErrorIn('ndjson', '{"response":"a"}\n{"error":"boom"}\n')).toEqual({
      code: undefined,
    })
  })

  it('is not found in an incomplete line', () => {
    expect(eventErrorIn('ndjson', '{"error":"boom"}')).toBeUndefined()
  })
})

describe('eventErrorIn', () => {
  const kinds = fc.constantFrom('sse' as const, 'ndjson' as const)

  it('never throws, for any text', () => {
    const texts = fc.array(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.constantFrom('data: ', 'event: error', '\n\n', '\r', '{"error":')
      )
    )
    fc.assert(
      fc.property(kinds, texts, (kind, parts) => {
        expect(() => eventErrorIn(kind, parts.join(''))).not.toThrow()
      })
    )
  })

  it('finds an error between any other complete events', () => {
    const good = fc.array(fc.string().map((text) => `data: ${JSON.stringify({ text })}\n\n`))
    fc.assert(
      fc.property(good, good, (before, after) => {
        const text = [...before, 'data: {"error":{"code":502}}\n\n', ...after].join('')
        expect(eventErrorIn('sse', text)).toEqual({ code: 502 })
      })
    )
  })

  it('finds no error in the text fields of events', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const events = texts.map(
          (text) => `data: ${JSON.stringify({ text: `${text} "error": 1` })}\n\n`
        )
        expect(eventErrorIn('sse', events.join(''))).toBeUndefined()
      })
    )
  })
})
