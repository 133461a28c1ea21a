import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routerFieldOf } from '../support/router-field.ts'
import { answerWith, opened, type Reply } from '../support/wire/exchange.ts'
import { startOrigin, valuesOf, type Header, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

let origin: WireOrigin
let router: WireRouter

beforeAll(async () => {
  origin = await startOrigin()
  const { url } = origin
  const pair = { blue: { origin: url, release: 'v1' }, green: { origin: url, release: 'v2' } }
  router = await startRouter({
    chat: { path: '/chat', ...pair },
    bare: { path: '/bare', blue: url, green: url },
    quoted: { path: '/quoted', ...pair, blue: { origin: url, release: String.raw`"v\1"` } },
    named: { path: '/named', ...pair, blue: { origin: url, release: 'größe "1"' } },
  })
})

afterAll(async () => {
  await router.stop()
  await origin.stop()
})

/** Returns the answer that a client gets for a reply of the origin. */
async function answerTo(reply: Reply, path = '/chat/v1/x', headers: readonly Header[] = []) {
  const sent = { method: 'POST', body: '{}', headers }
  const { taken, answering } = await opened(router, origin, path, sent)
  answerWith(taken, reply)
  const answer = await answering
  await answer.body()
  return answer
}

describe('the field of an answer', () => {
  test.each([
    ['chat', '"v1"'],
    ['bare', String.raw`"127\.0\.0\.1:\d+"`],
    ['quoted', String.raw`"\\"v\\\\1\\""`],
    ['named', '%"gr%c3%b6%c3%9fe %221%22"'],
  ])('names color, release, revision and call for the model %s', async (model, release) => {
    const { headers } = await answerTo({ body: 'x' }, `/${model}/v1/x`)

    expect(valuesOf(headers, 'x-bluegreen')).toEqual([
      expect.stringMatching(RegExp(`^blue; release=${release}; revision=\\d+; call=b\\.[\\w.-]+$`)),
    ])
  })

  test('names a new call for each request', async () => {
    const first = routerFieldOf(await answerTo({}))?.call
    const second = routerFieldOf(await answerTo({}))?.call

    expect(first).not.toBe(second)
  })

  test.each<readonly [number, readonly Header[]]>([
    [200, [['X-Bluegreen', 'none; error=origin_timeout']]],
    [
      200,
      [
        ['x-bluegreen', 'green; release="evil"; revision=99'],
        ['x-bluegreen', 'green'],
      ],
    ],
    [400, [['x-bluegreen', 'green']]],
    [429, [['x-bluegreen', 'green']]],
  ])(
    'replaces the fields of that name in an answer of the origin with the status %i',
    async (status, headers) => {
      const reply = { status, headers: [...headers, ['Content-Length', '0'] as const] }

      const answer = await answerTo(reply)

      expect(valuesOf(answer.headers, 'x-bluegreen')).toHaveLength(1)
      expect(routerFieldOf(answer)).toMatchObject({ color: 'blue', release: 'v1', revision: 1 })
    }
  )
})

test('passes on no field of an origin that speaks for the router', async () => {
  const names = ['color', 'release', 'revision', 'call', 'error'].map(
    (name) => `x-bluegreen-${name}`
  )
  const headers = names.map((name) => [name, 'forged'] as const)

  const answer = await answerTo({ headers: [...headers, ['Content-Length', '0'] as const] })

  expect(names.flatMap((name) => valuesOf(answer.headers, name))).toEqual([])
})

describe('scripts of another origin', () => {
  const open: Header = ['Access-Control-Allow-Origin', 'https://app.example']
  const withCredentials: Header = ['Access-Control-Allow-Credentials', 'true']
  const exposing = (names: string): Header => ['Access-Control-Expose-Headers', names]

  const fromScript: Header = ['Origin', 'https://app.example']

  /** Returns the names that an answer with these headers exposes. */
  async function exposedBy(
    headers: readonly Header[],
    sent: readonly Header[] = [fromScript]
  ): Promise<readonly string[]> {
    const reply = { headers: [...headers, ['Content-Length', '0'] as const] }
    const answer = await answerTo(reply, '/chat/v1/x', sent)
    return valuesOf(answer.headers, 'access-control-expose-headers')
      .join(',')
      .split(',')
      .map((name) => name.trim())
  }

  test.each<readonly [string, readonly Header[], readonly string[]]>([
    ['nothing', [open], ['x-bluegreen']],
    ['a name', [open, exposing('X-Request-Id')], ['X-Request-Id', 'x-bluegreen']],
    [
      'names on two lines',
      [open, exposing('X-A, X-B'), exposing('X-C')],
      ['X-A', 'X-B', 'X-C', 'x-bluegreen'],
    ],
    ['the field', [open, exposing('X-Bluegreen, X-A')], ['X-Bluegreen', 'X-A']],
    ['everything', [open, exposing('*')], ['*']],
    ['everything, with credentials', [open, withCredentials, exposing('*')], ['*', 'x-bluegreen']],
  ])('can read the field when the origin exposes %s', async (_, headers, exposed) => {
    expect(await exposedBy(headers)).toEqual(exposed)
  })

  test.each<readonly [string, readonly Header[], readonly string[]]>([
    ['nothing', [], ['']],
    ['a name', [exposing('X-Request-Id')], ['X-Request-Id']],
  ])(
    'get the list of the origin unchanged when the answer has no allowed origin and exposes %s',
    async (_, headers, exposed) => {
      expect(await exposedBy(headers)).toEqual(exposed)
    }
  )

  test('get the list of the origin unchanged for a call without Origin', async () => {
    expect(await exposedBy([open, exposing('X-Request-Id')], [])).toEqual(['X-Request-Id'])
  })
})
