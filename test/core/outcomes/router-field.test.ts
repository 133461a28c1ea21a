import fc from 'fast-check'
import { DisplayString, parseItem, Token, type BareItem } from 'structured-headers'
import { describe, expect, it } from 'vitest'
import {
  isRouterFieldExposed,
  serializeRouterField,
  type RouterField,
} from '../../../src/core/outcomes/router-field.ts'
import type { RouterErrorCode } from '../../../src/core/outcomes/router-errors.ts'
import { callIdOf } from '../../../src/core/outcomes/call-id.ts'

type ColorField = Exclude<RouterField, { answeredBy: 'none' }>

function answer(overrides: Partial<ColorField> = {}): RouterField {
  const field = { release: 'v2', revision: 7, call: 'g.1.2.x', failedOverFrom: undefined }
  return { answeredBy: 'green', ...field, ...overrides }
}

const errorCodes = [
  'unknown_model',
  'request_timeout',
  'origin_unreachable',
  'origin_timeout',
  'internal_error',
  'client_closed_request',
] as const satisfies readonly RouterErrorCode[]

describe('serializeRouterField', () => {
  it('names the color, the release, the revision and the call', () => {
    expect(serializeRouterField(answer())).toBe('green; release="v2"; revision=7; call=g.1.2.x')
  })

  it('names the color that failed the call before a failover', () => {
    expect(serializeRouterField(answer({ failedOverFrom: 'blue' }))).toBe(
      'green; release="v2"; revision=7; call=g.1.2.x; failed-over-from=blue'
    )
  })

  it('names no color when the router itself answers', () => {
    expect(
      serializeRouterField({ answeredBy: 'none', error: 'origin_timeout', call: 'g.1.2.x' })
    ).toBe('none; error=origin_timeout; call=g.1.2.x')
  })

  it('names no call when the path has no model', () => {
    expect(
      serializeRouterField({ answeredBy: 'none', error: 'unknown_model', call: undefined })
    ).toBe('none; error=unknown_model')
  })
})

it.each([
  ['', '""'],
  ['127.0.0.1:8080', '"127.0.0.1:8080"'],
  ['a 50% ~!', '"a 50% ~!"'],
  ['say "v2"', String.raw`"say \"v2\""`],
  [String.raw`a\b`, String.raw`"a\\b"`],
  ['größe', '%"gr%c3%b6%c3%9fe"'],
  ['v2 😀', '%"v2 %f0%9f%98%80"'],
  ['"é" is 100%', '%"%22%c3%a9%22 is 100%25"'],
  [String.raw`é\b`, String.raw`%"%c3%a9\b"`],
  ['two\nlines', '%"two%0alines"'],
  ['tab\t, del\u007F', '%"tab%09, del%7f"'],
  ['half \uD83D a pair', '%"half %ef%bf%bd a pair"'],
])('serializes the release %j as %s', (release, text) => {
  expect(serializeRouterField(answer({ release }))).toBe(
    `green; release=${text}; revision=7; call=g.1.2.x`
  )
})

const colors = fc.constantFrom('blue' as const, 'green' as const)
const calls = fc
  .record({
    color: colors,
    slice: fc.integer({ min: 0, max: 4_000_000_000 }),
    caller: fc.integer({ min: 0, max: 63 }),
    unique: fc.uuid(),
  })
  .map(({ unique, ...origin }) => callIdOf(origin, unique, { key: [1, 2], model: 'chat' }))
const fields: fc.Arbitrary<RouterField> = fc.oneof(
  fc.record({
    answeredBy: colors,
    release: fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'binary' })),
    revision: fc.integer({ min: 0, max: 999_999_999_999_999 }),
    call: calls,
    failedOverFrom: fc.option(colors, { nil: undefined }),
  }),
  fc.record({
    answeredBy: fc.constant('none' as const),
    error: fc.constantFrom(...errorCodes),
    call: fc.option(calls, { nil: undefined }),
  })
)

/** The parameters, in order, that a parser of structured fields must return for a field. */
function parametersOf(field: RouterField): readonly (readonly [string, BareItem | undefined])[] {
  const call = ['call', tokenOf(field.call)] as const
  if (field.answeredBy === 'none') return [['error', tokenOf(field.error)], call]
  const { release, revision, failedOverFrom } = field
  const isText = /^[\x20-\x7E]*$/.test(release)
  return [
    ['release', isText ? release : new DisplayString(release)],
    ['revision', revision],
    call,
    ['failed-over-from', tokenOf(failedOverFrom)],
  ]
}

function tokenOf(text: string | undefined): Token | undefined {
  return text === undefined ? undefined : new Token(text)
}

it('writes a field that a parser of structured fields reads back, for any release', () => {
  fc.assert(
    fc.property(fields, (field) => {
      const [answeredBy, parameters] = parseItem(serializeRouterField(field))

      const expected = parametersOf(field).filter(([, value]) => value !== undefined)
      expect(answeredBy).toStrictEqual(new Token(field.answeredBy))
      expect([...parameters]).toStrictEqual(expected)
    })
  )
})

it('writes printable ASCII only, which any header can hold', () => {
  fc.assert(
    fc.property(fields, (field) => {
      expect(serializeRouterField(field)).toMatch(/^[\x20-\x7E]*$/)
    })
  )
})

describe('isRouterFieldExposed', () => {
  it.each([
    ['x-bluegreen', false, true],
    ['X-BlueGreen', true, true],
    ['x-request-id , x-bluegreen', true, true],
    ['*', false, true],
    ['x-request-id,*', false, true],
    ['*', true, false],
    ['x-request-id', false, false],
    ['x-bluegreen-actor', false, false],
    ['', false, false],
  ])('for "%s", with credentials %s: %s', (exposed, allowsCredentials, isExposed) => {
    expect(isRouterFieldExposed(exposed, allowsCredentials)).toBe(isExposed)
  })
})
