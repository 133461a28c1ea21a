import { describe, expect, it } from 'vitest'
import { mismatchesOf } from '../../../src/core/verification/judge-answer.ts'
import { answered, expectation } from '../../support/golden.ts'

const body = { label: 'billing', score: 0.91, tags: ['a', 'b'], usage: { in: 3, out: 5 } }
const valid = () => undefined

/** The mismatches as lines. */
function lines(overrides: Parameters<typeof expectation>[0], answer = answered(body)) {
  return mismatchesOf(expectation(overrides), answer, valid).map(
    ({ what, expected, got }) => `${what}: expected ${expected}, got ${got}`
  )
}

describe('the status', () => {
  it('is one of 200 to 299 when none is named', () => {
    expect(lines({}, answered(body, { status: 299 }))).toEqual([])
    expect(lines({}, answered('no', { status: 300 }))).toEqual([
      'status: expected 200 to 299, got 300: no',
    ])
  })

  it('is one of those named', () => {
    expect(lines({ statuses: [400, 422] }, answered('', { status: 422 }))).toEqual([])
    expect(lines({ statuses: [400, 422] }, answered('', { status: 200 }))).toEqual([
      'status: expected 400 or 422, got 200',
    ])
  })
})

it('limits the time to the first byte and the whole time', () => {
  expect(lines({ maxFirstByteMs: 10, maxTotalMs: 20 })).toEqual([])
  expect(lines({ maxFirstByteMs: 9, maxTotalMs: 19 })).toEqual([
    'first byte: expected at most 9 ms, got 10 ms',
    'time: expected at most 19 ms, got 20 ms',
  ])
})

describe('values of a JSON answer', () => {
  it('may equal, be near, be one of several, match, or be absent', () => {
    expect(
      lines({
        json: {
          label: { kind: 'one_of', values: ['billing', 'refund'] },
          score: { kind: 'near', value: 0.9, tolerance: 0.02 },
          usage: { kind: 'equals', value: { out: 5, in: 3 } },
          'tags.0': { kind: 'matches', pattern: '^a$' },
          error: { kind: 'exists', isPresent: false },
          tags: { kind: 'exists', isPresent: true },
        },
      })
    ).toEqual([])
  })

  it('are reported with what was expected, one by one', () => {
    expect(
      lines({
        json: {
          label: { kind: 'one_of', values: ['refund', null] },
          score: { kind: 'near', value: 0.8, tolerance: 0.02 },
          usage: { kind: 'equals', value: { in: 3 } },
          'tags.1': { kind: 'matches', pattern: '^a$' },
          error: { kind: 'exists', isPresent: true },
          tags: { kind: 'exists', isPresent: false },
        },
      })
    ).toEqual([
      'label: expected "refund" or null, got "billing"',
      'score: expected 0.8 ± 0.02, got 0.91',
      'usage: expected {"in":3}, got {"in":3,"out":5}',
      'tags.1: expected matches /^a$/, got "b"',
      'error: expected a value, got nothing',
      'tags: expected no value, got ["a","b"]',
    ])
  })

  it('need an answer in JSON', () => {
    const json = { label: { kind: 'exists', isPresent: true } } as const

    expect(lines({ json }, answered('<html>'))).toEqual(['body: expected JSON, got <html>'])
    expect(lines({ json }, answered('{"a', { isCut: true }))).toEqual([
      'body: expected JSON, got an answer that is too long to read',
    ])
  })

  it('are not read when they are nested too deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const json = { '': { kind: 'equals', value: [] } } as const

    expect(lines({ json }, answered(deep))).toEqual([
      expect.stringMatching(/^body: expected JSON, got/),
    ])
  })
})

it('checks texts', () => {
  expect(lines({ contains: ['billing'], matches: ['"in":\\d'] })).toEqual([])
  expect(lines({ contains: ['sales'], matches: ['^x'] }, answered('good\nday'))).toEqual([
    'text: expected contains sales, got good day',
    'text: expected matches /^x/, got good day',
  ])
})

it('reports what a schema finds', () => {
  const expected = expectation({ schema: { type: 'array' } })
  const validate = () => 'the document is no array'

  expect(mismatchesOf(expected, answered(body), validate)).toEqual([
    { what: 'body', expected: 'valid by its JSON Schema', got: 'the document is no array' },
  ])
})

describe('a stream', () => {
  const stream = (text: string) => answered(text, { contentType: 'text/event-stream' })

  it('has at least as many events as expected', () => {
    const text = ': hello\n\ndata: 1\n\ndata: 2\n\n'

    expect(lines({ minEvents: 2 }, stream(text))).toEqual([])
    expect(lines({ minEvents: 3 }, stream(text))).toEqual(['events: expected at least 3, got 2'])
  })

  it('counts the last event without its blank line', () => {
    expect(lines({ minEvents: 2 }, stream('data: 1\n\ndata: 2'))).toEqual([])
  })

  it('has no error event, whatever was expected', () => {
    const text = 'data: {"error":{"code":503,"message":"no capacity"}}\n\n'

    expect(lines({}, stream(text))).toEqual([
      'events: expected no error event, got an error event with code 503',
    ])
  })

  it('is not another kind of answer', () => {
    expect(lines({ minEvents: 1 })).toEqual([
      'events: expected a stream of at least 1 events, got application/json',
    ])
  })
})
