import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventErrorIn, isReadable, streamKindOf } from '../../../src/core/outcomes/stream-error.ts'

describe('the kind of a stream', () => {
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
  ])('of %s is %s', (contentType, kind) => {
    expect(streamKindOf(contentType)).toBe(kind)
  })

  it.each([
    [null, true],
    ['identity', true],
    ['gzip', false],
    ['br', false],
    ['Identity', true],
    ['', true],
  ])('can be read with the encoding %s: %s', (encoding, expected) => {
    expect(isReadable(encoding)).toBe(expected)
  })
})

describe('an error in an SSE stream', () => {
  it.each([
    ['without a code', 'data: {"error":{"message":"boom"}}\n\n', undefined],
    ['with a number', 'data: {"error":{"code":500}}\n\n', 500],
    ['with a number as text', 'data: {"error":{"code":"503"}}\n\n', 503],
    ['with the code of a client mistake', 'data: {"error":{"code":400}}\n\ndata: [DONE]\n\n', 400],
    ['with a word for a code', 'data: {"error":{"code":"server_error"}}\n\n', undefined],
    ['as plain text', 'data: {"error":"overloaded"}\n\n', undefined],
    ['by its name', 'event: error\ndata: boom\n\n', undefined],
    [
      'of Anthropic, overloaded',
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n',
      529,
    ],
    [
      'of Anthropic, the caller’s own',
      'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error"}}\n\n',
      400,
    ],
    ['with CRLF', 'event: error\r\ndata: {"error":{"code":502}}\r\n\r\n', 502],
    ['after good events', 'data: {"choices":[]}\n\ndata: {"error":{"code":500}}\n\n', 500],
  ])('%s', (_, stretch, code) => {
    expect(eventErrorIn('sse', stretch)).toEqual({ code })
  })

  it.each([
    ['text that speaks of errors', 'data: {"choices":[{"text":"an error: \\"error\\""}]}\n\n'],
    ['an error that is null', 'data: {"choices":[],"error":null}\n\n'],
    ['an error that is false', 'data: {"done":true,"error":false}\n\n'],
    ['an error that is empty', 'data: {"status":"pulling","error":""}\n\n'],
    ['an error further down', 'data: {"choices":[{"error":{"code":500}}]}\n\n'],
    ['a list', 'data: [{"error":{"code":500}}]\n\n'],
    ['an event of another name', 'event: error_rate\ndata: 1\n\n'],
    ['an event that is still arriving', 'data: {"error":{"code":500}}'],
    ['a comment', ': error\n\n'],
    ['JSON that is none', 'data: {"error"\n\n'],
  ])('is not found in %s', (_, stretch) => {
    expect(eventErrorIn('sse', stretch)).toBeUndefined()
  })
})

describe('an error in an NDJSON stream', () => {
  it('is a line with an error', () => {
    expect(eventErrorIn('ndjson', '{"response":"a"}\n{"error":"boom"}\n')).toEqual({
      code: undefined,
    })
  })

  it('is not found in a line that is still arriving', () => {
    expect(eventErrorIn('ndjson', '{"error":"boom"}')).toBeUndefined()
  })
})

describe('a stream of any kind', () => {
  const kinds = fc.constantFrom('sse' as const, 'ndjson' as const)

  it('is looked at without throwing, whatever it holds', () => {
    const stretches = fc.array(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.constantFrom('data: ', 'event: error', '\n\n', '\r', '{"error":')
      )
    )
    fc.assert(
      fc.property(kinds, stretches, (kind, parts) => {
        expect(() => eventErrorIn(kind, parts.join(''))).not.toThrow()
      })
    )
  })

  it('shows its error wherever whole events stand around it', () => {
    const good = fc.array(fc.string().map((text) => `data: ${JSON.stringify({ text })}\n\n`))
    fc.assert(
      fc.property(good, good, (before, after) => {
        const stretch = [...before, 'data: {"error":{"code":502}}\n\n', ...after].join('')
        expect(eventErrorIn('sse', stretch)).toEqual({ code: 502 })
      })
    )
  })

  it('shows none where there is none, whatever its text says', () => {
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
