import { describe, expect, it } from 'vitest'
import { describeIssues } from '../../../src/control-plane/admin/schema.ts'
import { suiteDocument } from '../../../src/control-plane/verification/suite-schema.ts'

const request = { path: '/predict' }

/** What is wrong with a suite of one case. */
function problemOf(golden: object): string | undefined {
  const parsed = suiteDocument.safeParse({ cases: [{ name: 'a', request, ...golden }] })
  return parsed.success ? undefined : describeIssues(parsed.error)
}

it('parses a case with all it can expect', () => {
  const written = {
    name: 'refund',
    request: { path: '/predict?v=1', headers: { 'x-tenant': 'a' }, body: { text: 'money back' } },
    expect: {
      status: [200, 201],
      max_ms: 500,
      max_first_byte_ms: 100,
      json: {
        'predictions.0.label': 'billing',
        'predictions.0.score': { near: 0.91, by: 0.02 },
        kind: { one_of: ['a', 1] },
        id: { matches: '^x-' },
        error: { exists: false },
        usage: { equals: { near: 1, by: 2 } },
        empty: {},
      },
      contains: 'billing',
      matches: ['a+', 'b+'],
      schema: { type: 'object' },
      min_events: 3,
    },
    runs: 3,
    passes: 2,
  }

  expect(suiteDocument.parse({ cases: [written] })).toEqual({
    cases: [
      {
        name: 'refund',
        runs: 3,
        passes: 2,
        request: {
          method: 'POST',
          path: '/predict?v=1',
          headers: { 'x-tenant': 'a', 'content-type': 'application/json' },
          body: '{"text":"money back"}',
        },
        expect: {
          statuses: [200, 201],
          maxTotalMs: 500,
          maxFirstByteMs: 100,
          json: {
            'predictions.0.label': { kind: 'equals', value: 'billing' },
            'predictions.0.score': { kind: 'near', value: 0.91, tolerance: 0.02 },
            kind: { kind: 'one_of', values: ['a', 1] },
            id: { kind: 'matches', pattern: '^x-' },
            error: { kind: 'exists', isPresent: false },
            usage: { kind: 'equals', value: { near: 1, by: 2 } },
            empty: { kind: 'equals', value: {} },
          },
          contains: ['billing'],
          matches: ['a+', 'b+'],
          schema: { type: 'object' },
          minEvents: 3,
        },
      },
    ],
  })
})

it('expects a good status of a single run when nothing else is written', () => {
  expect(suiteDocument.parse({ cases: [{ name: 'a', request }] })).toEqual({
    cases: [
      {
        name: 'a',
        runs: 1,
        passes: 1,
        request: { method: 'POST', path: '/predict', headers: {} },
        expect: { statuses: [], json: {}, contains: [], matches: [] },
      },
    ],
  })
})

it('sends a text as it is', () => {
  const written = { name: 'a', request: { ...request, body: 'a,b\n1,2' } }

  expect(suiteDocument.parse({ cases: [written] }).cases[0]?.request).toEqual({
    method: 'POST',
    path: '/predict',
    headers: {},
    body: 'a,b\n1,2',
  })
})

describe('a mistake is named with its place', () => {
  it.each([
    [
      { expect: { json: { score: { near: 1 } } } },
      /cases\.0\.expect\.json\.score: expected a value, or one of/,
    ],
    [{ expect: { json: { 'a[': 1 } } }, /cases\.0\.expect\.json/],
    [{ expect: { matches: '(' } }, /cases\.0\.expect\.matches/],
    [{ expect: { statuses: 200 } }, /cases\.0\.expect: unknown key statuses/],
    [{ request: { path: 'predict' } }, /cases\.0\.request\.path: expected a path such as/],
    [{ request: { path: '/', headers: { 'a b': 'c' } } }, /cases\.0\.request\.headers/],
    [{ request: { path: '/', headers: { Host: 'other.test' } } }, /cases\.0\.request\.headers/],
    [
      { request: { path: '/', headers: { a: 'c\r\nd: e' } } },
      /cases\.0\.request\.headers\.a: expected printable/,
    ],
    [
      { request: { path: '/', method: 'GET', body: 1 } },
      /cases\.0\.request\.body: expected no body/,
    ],
    [{ runs: 2, passes: 3 }, /cases\.0\.passes: expected at most as many as runs/],
    [{ name: 'two\nlines' }, /cases\.0\.name: expected 1 to 80 printable ASCII/],
  ])('%j', (golden, message) => {
    expect(problemOf(golden)).toMatch(message)
  })

  it('when two cases have one name, and when there is none', () => {
    const twice = suiteDocument.safeParse({ cases: [1, 2].map(() => ({ name: 'a', request })) })

    expect(twice.error?.issues[0]?.message).toBe('expected names that differ')
    expect(suiteDocument.safeParse({ cases: [] }).success).toBe(false)
  })
})
