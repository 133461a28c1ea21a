import { afterEach, describe, expect, it, vi } from 'vitest'
import { signSession } from '../../../../src/control-plane/admin/access/session-token.ts'
import {
  administer,
  command,
  freshModel,
  TOKEN,
} from '../../../support/worker/router-under-test.ts'
import { adminAlone, entryOf, tokenOf } from '../../../support/worker/admin-alone.ts'

const SIGNING_KEY = 'a-signing-key-of-the-tests'
const ORIGIN = 'https://router.test'
const entries = [entryOf('ann', 'operator'), entryOf('bob', 'viewer', ['chat'])]

const withTokens = (...tokens: readonly object[]) => ({
  ADMIN_TOKENS: JSON.stringify(tokens),
  SIGNING_KEY,
})
const send = adminAlone(withTokens(...entries))

afterEach(() => vi.useRealTimers())

type Send = typeof send

const used = { addresses: 0 }

/** An address from which nothing was refused yet. */
const freshAddress = () => `198.51.100.${used.addresses++}`

const json = { 'content-type': 'application/json', origin: ORIGIN }

function signIn(token: string, headers: Record<string, string> = json, to: Send = send) {
  return to('/session', { method: 'POST', headers, body: JSON.stringify({ token }) })
}

/** Returns the `Cookie` header of somebody who has signed in. */
async function cookieOf(name: string, to: Send = send): Promise<string> {
  const response = await signIn(tokenOf(name), json, to)
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function codeOf(response: Response): Promise<unknown> {
  const { code } = await response.json<{ code?: string }>()
  return code
}

/** Returns the status and the code of a request for the session. */
async function asking(cookie: string, to: Send = send) {
  const headers = { cookie, 'cf-connecting-ip': freshAddress() }
  const response = await to('/session', { headers })
  return response.status === 200 ? 'known' : codeOf(response)
}

describe('a sign-in', () => {
  it('sets a cookie that holds neither the token nor a role', async () => {
    const response = await signIn(tokenOf('ann'))

    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^__Host-bluegreen=[0-9a-z]+\.[0-9a-f]{64}; Max-Age=43200; Path=\/; Secure; HttpOnly; SameSite=Strict$/
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ name: 'ann', role: 'operator', models: null })
  })

  it('lets the page see who asks, what that caller may do, and until when', async () => {
    const cookie = await cookieOf('bob')

    const response = await send('/session', { headers: { cookie: `a=1; ${cookie}` } })

    expect(await response.json()).toEqual({
      name: 'bob',
      kind: 'token',
      role: 'viewer',
      models: ['chat'],
      permissions: ['read_document', 'read_status', 'read'],
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  it.each([
    ['a wrong token', tokenOf('eve'), json, 'unauthorized'],
    ['no origin', tokenOf('ann'), { 'content-type': json['content-type'] }, 'forbidden'],
    ['another origin', tokenOf('ann'), { ...json, origin: 'https://evil.test' }, 'forbidden'],
    ['an opaque origin', tokenOf('ann'), { ...json, origin: 'null' }, 'forbidden'],
    ['another port', tokenOf('ann'), { ...json, origin: `${ORIGIN}:8443` }, 'forbidden'],
    ['plain HTTP', tokenOf('ann'), { ...json, origin: 'http://router.test' }, 'forbidden'],
    ['a subdomain', tokenOf('ann'), { ...json, 'sec-fetch-site': 'same-site' }, 'forbidden'],
    ['a form', tokenOf('ann'), { ...json, 'content-type': 'text/plain' }, 'invalid_request'],
    [
      'the type of a form with JSON after it',
      tokenOf('ann'),
      { ...json, 'content-type': 'text/plain; application/json' },
      'invalid_request',
    ],
  ])('with %s is refused', async (_, token, headers, code) => {
    const response = await signIn(token, headers)

    expect(response.headers.has('set-cookie')).toBe(false)
    expect(await codeOf(response)).toBe(code)
  })

  it('is slowed after wrong tokens, and never with the right one', async () => {
    const headers = { ...json, 'cf-connecting-ip': '192.0.2.1' }
    for (let tries = 0; tries < 5; tries++) await signIn(tokenOf('eve'), headers)

    expect((await signIn(tokenOf('eve'), headers)).status).toBe(429)
    expect((await signIn(tokenOf('ann'), headers)).status).toBe(200)
  })

  it('needs a secret that signs', async () => {
    const alone = adminAlone({ ADMIN_TOKENS: JSON.stringify(entries) })

    expect(await codeOf(await signIn(tokenOf('ann'), json, alone))).toBe('signing_key_missing')
  })

  it('behind a proxy that ends TLS has the origin of the proxy', async () => {
    const { isFromOwnPage } =
      await import('../../../../src/control-plane/admin/access/cross-site.ts')
    const headers = { origin: 'https://router.test' }

    expect(isFromOwnPage(new Request('http://router.test/admin', { headers }))).toBe(true)
  })
})

describe('a session', () => {
  it('ends after 12 hours, also when it was used', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-26T03:00:00Z'), toFake: ['Date'] })
    const cookie = await cookieOf('ann')

    vi.setSystemTime(Date.parse('2026-11-26T14:59:59Z'))
    const before = await asking(cookie)
    vi.setSystemTime(Date.parse('2026-11-26T15:00:00Z'))

    expect([before, await asking(cookie)]).toEqual(['known', 'session_ended'])
  })

  it('ends with its token, and not with another', async () => {
    const cookie = await cookieOf('bob')
    const [ann, bob] = entries.map((entry) => adminAlone(withTokens(entry)))
    if (ann === undefined || bob === undefined) throw new Error('a token is missing')

    expect([await asking(cookie, ann), await asking(cookie, bob)]).toEqual([
      'session_ended',
      'known',
    ])
  })

  it('ends when the token of its name is another one', async () => {
    const cookie = await cookieOf('ann')
    const replaced = { ...entryOf('new ann', 'operator'), name: 'ann' }

    expect(await asking(cookie, adminAlone(withTokens(replaced)))).toBe('session_ended')
  })

  it('ends when the secret that signs is another one', async () => {
    const cookie = await cookieOf('ann')
    const other = adminAlone({ ...withTokens(...entries), SIGNING_KEY: `${SIGNING_KEY}-2` })

    expect(await asking(cookie, other)).toBe('session_ended')
  })

  it('has the role and the models that its token has now', async () => {
    const cookie = await cookieOf('ann')
    const changed = adminAlone(withTokens(entryOf('ann', 'viewer', ['embed'])))

    const shown = await changed('/session', { headers: { cookie } })
    const init = { method: 'POST', headers: { cookie, origin: ORIGIN }, body: '{}' }
    const rollback = await changed('/models/embed/rollback', init)

    expect(await shown.json()).toMatchObject({ role: 'viewer', models: ['embed'] })
    expect(rollback.status).toBe(403)
  })

  it.each([
    ['a later end', (text: string) => text.replace(/=[0-9a-z]+\./, '=zzzzzzz.')],
    [
      'another signature',
      (text: string) => text.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ],
    ['no signature', (text: string) => text.replace(/\..*/, '.')],
    ['the hash of its token', () => `__Host-bluegreen=${entries[0]?.sha256}`],
    ['the token', () => `__Host-bluegreen=${tokenOf('ann')}`],
    ['the same cookie twice', (text: string) => `${text}; ${text}`],
    ['a comma before it', (text: string) => `a=1,${text}`],
    ['a no-break space before it', (text: string) => `\u00a0${text}`],
  ])('with %s is nobody', async (_, forge) => {
    const forged = forge(await cookieOf('ann'))

    const headers = { cookie: forged, 'cf-connecting-ip': freshAddress() }
    const response = await send('/models', { headers })

    expect(response.status).toBe(401)
  })

  it('that another secret has signed is nobody', async () => {
    const identity = { name: 'ann', kind: 'token', role: 'operator' } as const
    const token = { sha256: entryOf('ann', 'operator').sha256, identity }
    const text = await signSession('the secret of somebody else', { token, endsAt: 2e12 })

    expect(await asking(`__Host-bluegreen=${text}`)).toBe('session_ended')
  })

  it('does not help a wrong token in the header', async () => {
    const cookie = await cookieOf('ann')
    const bearer = (token: string) => ({
      cookie,
      authorization: `Bearer ${token}`,
      'cf-connecting-ip': freshAddress(),
    })

    const wrong = await send('/models', { headers: bearer(tokenOf('eve')) })
    const right = await send('/session', { headers: bearer(tokenOf('bob')) })

    expect(wrong.status).toBe(401)
    expect(await right.json()).toMatchObject({ name: 'bob', expiresAt: null })
  })

  it('that has ended is no try, and says so each time', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-26T03:00:00Z'), toFake: ['Date'] })
    const cookie = await cookieOf('ann')
    vi.setSystemTime(Date.parse('2026-11-27T03:00:00Z'))

    const ask = async () => codeOf(await send('/models', { headers: { cookie } }))
    const codes = await Promise.all(Array.from({ length: 7 }, ask))

    expect(new Set(codes)).toEqual(new Set(['session_ended']))
  })

  it('that is forged is slowed like a wrong token', async () => {
    const headers = {
      cookie: `__Host-bluegreen=a.${'0'.repeat(64)}`,
      'cf-connecting-ip': '192.0.2.2',
    }
    for (let tries = 0; tries < 5; tries++) await send('/models', { headers })

    expect(await codeOf(await send('/models', { headers }))).toBe('too_many_tries')
  })
})

it('nobody who is not signed in is slowed for asking', async () => {
  const headers = { 'cf-connecting-ip': '192.0.2.3', cookie: 'a=1' }

  const codes = await Promise.all(
    Array.from({ length: 7 }, async () => codeOf(await send('/session', { headers })))
  )

  expect(new Set(codes)).toEqual(new Set(['unauthorized']))
})

describe('a command by a session', () => {
  const tried = async (headers: Record<string, string>) => {
    const cookie = await cookieOf('ann')
    const init = { method: 'POST', headers: { cookie, ...headers }, body: '{}' }
    return codeOf(await send('/models/chat/rollback', init))
  }

  it('of the page is carried out', async () => {
    // The double of the coordinator refuses each command with it.
    expect(await tried({ origin: ORIGIN, 'sec-fetch-site': 'same-origin' })).toBe('frozen')
  })

  it.each<[string, Record<string, string>]>([
    ['without an origin', {}],
    ['of another site', { origin: 'https://evil.test' }],
    ['of another site that names this origin', { origin: ORIGIN, 'sec-fetch-site': 'cross-site' }],
    ['of a subdomain', { origin: 'https://x.router.test', 'sec-fetch-site': 'same-site' }],
    ['that somebody has typed', { origin: ORIGIN, 'sec-fetch-site': 'none' }],
    ['of a sandbox', { origin: 'null' }],
    ['of a form', { origin: 'null', 'content-type': 'text/plain' }],
  ])('%s is refused', async (_, headers) => {
    expect(await tried(headers)).toBe('forbidden')
  })
})

it('the history says that a command came by the page, whatever it claims', async () => {
  const model = freshModel()
  const headers = { ...json, authorization: '' }
  const signedIn = await administer('/session', {
    method: 'POST',
    headers,
    body: JSON.stringify({ token: TOKEN }),
  })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''

  const claimed = { ...headers, cookie, 'x-bluegreen-source': 'cli', 'x-bluegreen-actor': 'ada' }
  const switched = await command(model, 'switch', { to: 'green', force: 'test' }, claimed)
  const history = await administer(`/models/${model}/history?limit=1`)

  expect(switched.status).toBe(200)
  expect(await history.json()).toMatchObject({
    entries: [{ action: 'switch', by: 'ada', identity: 'ADMIN_TOKEN', source: 'page' }],
  })
})

describe('a sign-out', () => {
  it('ends the session in the browser, also when it is not valid', async () => {
    const headers = { origin: ORIGIN, cookie: '__Host-bluegreen=x' }

    const response = await send('/session', { method: 'DELETE', headers })

    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toBe(
      '__Host-bluegreen=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict'
    )
  })

  it('by another site is refused', async () => {
    const headers = { origin: 'https://evil.test' }

    const response = await send('/session', { method: 'DELETE', headers })

    expect([response.status, response.headers.has('set-cookie')]).toEqual([403, false])
  })
})
