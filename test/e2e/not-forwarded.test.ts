import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { opened, answerWith } from '../support/wire/exchange.ts'
import { send } from '../support/wire/client.ts'
import { startOrigin, type Header, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

let origin: WireOrigin
let router: WireRouter

beforeAll(async () => {
  origin = await startOrigin()
  const { url } = origin
  router = await startRouter({
    all: { path: '/', blue: url, green: url },
    based: { path: '/based', blue: `${url}/base`, green: `${url}/base` },
    half: { path: '/half', blue: url, green: `${url}/base` },
    chat: { path: '/chat', blue: url, green: url },
  })
})

afterAll(async () => {
  await router.stop()
  await origin.stop()
})

/** Returns the router's own answer to a request, and the number of calls that reached the origin. */
async function refusalOf(path: string, sent: { method?: string; headers?: readonly Header[] }) {
  const before = origin.calls()
  const answer = await send(router.url, path, sent)
  const text = String(await answer.body())
  return { ...answer, text, forwarded: origin.calls() - before }
}

/** Returns the path at the origin of a forwarded call. */
async function targetOf(path: string, headers: readonly Header[] = []): Promise<string> {
  const { taken, answering } = await opened(router, origin, path, { headers })
  answerWith(taken, {})
  await answering
  return taken.target
}

describe('the admin route', () => {
  test.each(['/admin', '/admin/', '/admin?x=1'])(
    'says at %s that the page is missing',
    async (path) => {
      const { status, text, forwarded } = await refusalOf(path, {})

      expect([status, forwarded]).toEqual([503, 0])
      expect(text).toContain('page')
    }
  )

  test('answers at /admin/models', async () => {
    const { status, text, forwarded } = await refusalOf('/admin/models', {})

    expect([status, forwarded]).toEqual([401, 0])
    expect(text).toContain('"unauthorized"')
  })

  test.each([
    '//admin',
    '//admin/models',
    '/ADMIN',
    '/Admin/models',
    '/%61dmin',
    '/%2561dmin/models',
    '/admin%2fmodels',
    '/%2fadmin',
    '/./admin',
    '/x/../admin',
    '/x/%2e%2e/admin',
    '/x/..%2fadmin',
    '/;x/admin',
    '/admin;x',
    '/\\admin',
    '/%5cadmin',
  ])('is not forwarded to the model at / when it is spelled %s', async (path) => {
    const { status, header, forwarded } = await refusalOf(path, {})

    expect([status, header('x-bluegreen'), forwarded]).toEqual([
      404,
      'none; error=unknown_model',
      0,
    ])
  })

  test.each(['h/admin#', 'h/x/../admin?'])(
    'is not forwarded to the model at / when the Host header spells it: %s',
    async (host) => {
      const { header, forwarded } = await refusalOf('', { headers: [['Host', host]] })

      expect([header('x-bluegreen'), forwarded]).toEqual(['none; error=unknown_model', 0])
    }
  )

  test.each(['/administer', '/x/admin', '/x?path=/admin'])(
    'leaves %s to the model at /',
    async (path) => {
      expect(await targetOf(path)).toBe(path)
    }
  )
})

describe('a token of the admin route', () => {
  test.each<Header>([
    ['authorization', 'Bearer bgr_secret'],
    ['authorization', 'bgr_secret'],
    ['x-api-key', 'bgr_secret'],
    ['api-key', 'bgr_secret'],
    ['x-goog-api-key', 'bgr_secret'],
  ])('is not forwarded in %s: %s', async (name, value) => {
    const { status, text, header, forwarded } = await refusalOf('/chat/v1/x', {
      method: 'POST',
      headers: [[name, value]],
    })

    expect([status, header('x-bluegreen'), forwarded]).toEqual([403, 'none; error=admin_token', 0])
    expect(text).toContain('"admin_token"')
    expect(text).not.toContain('bgr_secret')
  })

  test('is not forwarded beside a key of the model', async () => {
    const headers: Header[] = [
      ['authorization', 'Bearer of-the-model'],
      ['x-api-key', 'bgr_secret'],
    ]

    expect(await refusalOf('/chat/v1/messages', { headers })).toMatchObject({
      status: 403,
      forwarded: 0,
    })
  })

  test('is not forwarded in the query', async () => {
    expect(await refusalOf('/chat/v1/x?a=1&key=bgr_secret', {})).toMatchObject({
      status: 403,
      forwarded: 0,
    })
  })

  test('is not seen in a key that merely contains its prefix', async () => {
    expect(await targetOf('/chat/x', [['authorization', 'Bearer abgr_x']])).toBe('/x')
  })
})

describe('a path that could leave the base path of an origin', () => {
  test.each([
    '..%2fx',
    '..%2Fx',
    '%2e%2e%2fx',
    'a/..%5c..%5cx',
    '..;/x',
    '..;a=b/x',
    '%2e%2e;/x',
    '%252e%252e/x',
    '..%252fx',
    '..%00/x',
    '%c0%ae%c0%ae/x',
    'a%2f..%2f..%2fx',
  ])('is refused: %s', async (path) => {
    for (const model of ['based', 'half']) {
      const { status, header, text, forwarded } = await refusalOf(`/${model}/${path}`, {})

      expect([status, header('x-bluegreen'), forwarded]).toEqual([
        400,
        'none; error=invalid_path',
        0,
      ])
      expect(text).toContain('"invalid_path"')
    }
  })

  test.each(['..%2fx', '..;/x', '%252e%252e/x'])(
    'is passed as it is to an origin without a base path: %s',
    async (path) => {
      expect(await targetOf(`/chat/${path}`)).toBe(`/${path}`)
    }
  )

  test.each(['a%2Fb', '.well-known/..x', 'x?file=..%2fy', '...', 'a;b=..'])(
    'is told from %s',
    async (path) => {
      expect(await targetOf(`/based/${path}`)).toBe(`/base/${path}`)
    }
  )
})

describe('a method that no model may get', () => {
  test.each(['/chat/v1/x', '/x'])('is refused with the allowed ones: TRACE %s', async (path) => {
    const { status, header, forwarded } = await refusalOf(path, {
      method: 'TRACE',
      headers: [['authorization', 'Bearer secret']],
    })

    expect([status, header('x-bluegreen'), forwarded]).toEqual([
      405,
      'none; error=method_not_allowed',
      0,
    ])
    expect(header('allow')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS')
  })

  test('is refused by the platform when it is CONNECT', async () => {
    const before = origin.calls()
    const socket = connect(Number(new URL(router.url).port), '127.0.0.1')
    socket.write(`CONNECT ${new URL(origin.url).host} HTTP/1.1\r\nHost: x\r\n\r\n`)

    const [answer]: unknown[] = await once(socket, 'data')
    socket.destroy()

    expect(String(answer)).toMatch(/^HTTP\/1\.1 [45]\d\d /)
    expect(origin.calls()).toBe(before)
  })
})
