import { describe, expect, it } from 'vitest'
import { eventErrorIn, isReadable, streamKindOf } from '../../src/core/event-error.ts'

describe('the kind of a stream', () => {
  it.each([
    ['text/event-stream', 'sse'],
    ['text/event-stream; charset=utf-8', 'sse'],
    ['application/x-ndjson', 'ndjson'],
    ['application/json', undefined],
    [null, undefined],
  ])('of %s is %s', (contentType, kind) => {
    expect(streamKindOf(contentType)).toBe(kind)
  })

  it.each([
    [null, true],
    ['identity', true],
    ['gzip', false],
    ['br', false],
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
