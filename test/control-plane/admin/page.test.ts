import { describe, expect, it } from 'vitest'
import { adminAlone } from '../../support/worker/admin-alone.ts'
import { differencesOf } from '../../support/worker/documented.ts'
import { TOKEN } from '../../support/worker/router-under-test.ts'

const files: Readonly<Record<string, string>> = {
  '/index.html': '<!doctype html>',
  '/page-0123456789.js': 'script',
  '/page-0123456789.css': 'style',
  '/logo.svg': '<svg/>',
  '/secret.exe': 'x',
  '/openapi.json': '{"openapi":"3.1.1"}',
  '/x.constructor': 'x',
}

const asked: string[] = []

/** A double of the Worker with the files of the page. */
const PAGE = {
  fetch: async (url: string) => {
    const { pathname } = new URL(url)
    asked.push(pathname)
    const file = files[pathname]
    return file === undefined
      ? new Response(null, { status: 404 })
      : new Response(file, { headers: { 'set-cookie': 'a=1', 'content-type': 'x/y' } })
  },
}
const send = adminAlone({ ADMIN_TOKEN: TOKEN, PAGE })

describe('the page', () => {
  it.each(['', '/', '?model=chat', '/?model=chat'])(
    'is at /admin%s, for everybody',
    async (rest) => {
      const response = await send(rest)

      expect(response.status).toBe(200)
      expect(await response.text()).toBe('<!doctype html>')
      expect(Object.fromEntries(response.headers)).toEqual({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
    }
  )

  it.each([
    ['page-0123456789.js', 'text/javascript; charset=utf-8', /immutable/],
    ['page-0123456789.css', 'text/css; charset=utf-8', /immutable/],
    ['logo.svg', 'image/svg+xml', /^no-store$/],
  ])('has the file %s', async (file, type, age) => {
    const response = await send(`/page/${file}`)

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toMatch(age)
    expect(response.headers.has('content-security-policy')).toBe(true)
  })

  it('has an answer to HEAD without a body', async () => {
    const response = await send('', { method: 'HEAD' })

    expect([response.status, response.body]).toEqual([200, null])
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  it.each(['', '/page/page-0123456789.js'])('takes no POST at /admin%s', async (path) => {
    const response = await send(path, { method: 'POST', body: 'x' })

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it.each([
    'gone-0123456789.js',
    'secret.exe',
    'openapi.json',
    'openapi.JSON',
    'noextension',
    '.env.txt',
    'a/b.js',
    '',
    '%2e%2e%2findex.html',
    '..%2f..%2findex.html',
    'page%00.js',
    'page%0d%0aset-cookie:x.js',
    'a%5cb.js',
    'constructor',
    'x.constructor',
    'x.__proto__',
  ])('has no file %s', async (file) => {
    const response = await send(`/page/${file}`)

    expect(response.status).toBe(404)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ code: 'not_found' })
  })

  it('never asks its Worker for more than one segment', () => {
    expect(asked.filter((path) => !/^\/[\w.-]+$/.test(path))).toEqual([])
  })
})

describe('a client of the API', () => {
  it.each(['application/json', 'application/problem+json, */*'])(
    'that accepts %s gets a problem at /admin',
    async (accept) => {
      const headers = { accept, authorization: `Bearer ${TOKEN}` }

      const response = await send('', { headers })

      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json',
      ])
    }
  )

  it.each(['/pages', '/page', '/models', '/index.html'])('needs a token for %s', async (path) => {
    expect((await send(path)).status).toBe(401)
  })
})

const answering = (status: number) => ({
  fetch: async () => new Response(status === 503 ? 'stack' : null, { status }),
})

/** Workers of the page that have no files, and why. */
const absent = [
  ['is not bound', undefined, 'is not installed'],
  ['throws', { fetch: () => Promise.reject(new Error('no such Worker')) }, 'does not answer'],
  ['fails', answering(503), 'answers with status 503'],
  ['is empty', answering(404), 'answers with status 404'],
  ['redirects', answering(307), 'answers with status 307'],
] as const

describe('the document of the API', () => {
  const authorization = `Bearer ${TOKEN}`

  it('comes from the Worker of the page, for known callers alone', async () => {
    const known = await send('/openapi.json', { headers: { authorization } })
    const unknown = await send('/openapi.json')

    expect(await known.text()).toBe('{"openapi":"3.1.1"}')
    expect(Object.fromEntries(known.headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(unknown.status).toBe(401)
  })

  it.each(absent)('is unavailable when that Worker %s', async (_, page, why) => {
    const alone = adminAlone({ ADMIN_TOKEN: TOKEN, PAGE: page })

    const response = await alone('/openapi.json', { headers: { authorization } })

    expect(response.status).toBe(503)
    const detail = expect.stringContaining(`That Worker ${why}.`)
    expect(await response.clone().json()).toMatchObject({ code: 'document_unavailable', detail })
    expect(await differencesOf('document', response)).toEqual([])
  })
})

describe('without its Worker, the page', () => {
  it.each(absent)('that %s says so in plain words', async (_, page, why) => {
    const alone = adminAlone({ ADMIN_TOKEN: TOKEN, PAGE: page })

    const response = await alone('')

    expect([response.status, response.headers.get('content-type')]).toEqual([
      503,
      'text/plain; charset=utf-8',
    ])
    expect(await response.text()).toContain(`The page of the router ${why}.`)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})
