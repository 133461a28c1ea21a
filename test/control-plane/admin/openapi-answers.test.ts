import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { adminOf } from '../../../src/control-plane/admin/admin.ts'
import { adminRoutes } from '../../../src/control-plane/admin/admin-routes.ts'
import { adminAlone, entryOf, tokenOf } from '../../support/worker/admin-alone.ts'
import { differencesOf } from '../../support/worker/documented.ts'
import { breakable, unreachable } from '../../support/worker/faults/coordinator-faults.ts'
import { administer, freshModel, originOf, TOKEN } from '../../support/worker/router-under-test.ts'

type Name = keyof typeof adminRoutes

/** Sends a request to a route, and returns its status and in what the answer differs. */
async function send(name: Name, model: string, init: RequestInit = {}, query = '') {
  const { method, path } = adminRoutes[name]
  const response = await administer(`${path.replace(':model', model)}${query}`, { method, ...init })
  const { status } = response
  return { status, differences: await differencesOf(name, response) }
}

const body = (value: object, headers: Record<string, string> = {}): RequestInit => ({
  body: JSON.stringify(value),
  headers,
})

/** Headers of a page of the router's own host. */
const own = { origin: 'https://router.test', 'content-type': 'application/json' }

it('the document and the router have the same routes', () => {
  const mounted = adminOf([], () => undefined)
    .routes.filter(({ method, path }) => method !== 'ALL' && path !== '/admin/*')
    .map(({ method, path }) => `${method} ${path}`)

  const documented = Object.values(adminRoutes).map(({ method, path }) => `${method} /admin${path}`)
  expect(mounted.toSorted()).toEqual(documented.toSorted())
})

describe('an answer that is not as documented is found', () => {
  const json = (value: object, status = 200) => Response.json(value, { status })

  it.each([
    ['another status', 'health', json({ status: 'ok' }, 201), '201 is not documented'],
    ['a field too many', 'health', json({ status: 'ok', more: 1 }), 'more'],
    ['a field too few', 'models', json({}), '"models"'],
    ['another type', 'health', new Response('ok'), 'text/plain is not documented'],
    ['no entity tag', 'status', json({}), 'there is no etag'],
    ['a code of another status', 'health', json({ code: 'closed' }, 503), 'application/json'],
  ] as const)('by %s', async (_, name, response, difference) => {
    expect((await differencesOf(name, response)).join()).toContain(difference)
  })
})

describe('the answer is as documented', () => {
  const model = freshModel()
  const release = { url: originOf(model, 'green'), release: 'v3' }
  const suite = { cases: [{ name: 'one', request: { path: '/x' }, expect: { status: 200 } }] }
  const force = { force: 'test' }

  it.each<[status: number, name: Name, init?: RequestInit, query?: string]>([
    [200, 'health'],
    [200, 'document'],
    [200, 'models'],
    [200, 'models', {}, `?evidence=${model}&after=0`],
    [404, 'models', {}, '?evidence=unknown'],
    [400, 'models', {}, '?after=1'],
    [200, 'metrics', { headers: { accept: 'application/openmetrics-text' } }],
    [200, 'status'],
    [200, 'stage', body({ ...release, note: 'a note' })],
    [409, 'stage', body({ ...release, release: 'v1' })],
    [409, 'cancel-verify', body({})],
    [200, 'verify', body({ suite: 'golden', document: suite })],
    [200, 'verification'],
    [200, 'remove-suite', body({ suite: 'golden' })],
    [409, 'remove-suite', body({ suite: 'golden' })],
    [200, 'preview', body({})],
    [412, 'switch', body(force, { 'if-match': '"99"' })],
    [200, 'switch', body({ ...force, bakeSeconds: 60 }, { 'if-match': '*' })],
    [200, 'status'],
    [200, 'pause', body({ reason: 'test' }, { 'idempotency-key': 'one' })],
    [422, 'pause', body({ reason: 'other' }, { 'idempotency-key': 'one' })],
    [200, 'resume', body({})],
    [200, 'rollback', body({})],
    [200, 'forgive', body({ reason: 'test' })],
    [409, 'shadow', body({})],
    [200, 'shadow', body({ share: 5, forSeconds: 60, maxPerSecond: 3, force: 'test' })],
    [200, 'shadow', body({})],
    [409, 'promote', body({})],
    [200, 'apply', body({ reason: 'test' })],
    [409, 'apply', body({})],
    [200, 'collectors', body({ perRegion: 2, reason: 'test' })],
    [200, 'status'],
    [200, 'history'],
    [200, 'history', {}, '?documents=true'],
    [200, 'rollouts'],
    [400, 'rollouts', {}, '?limit=0'],
    [400, 'switch', body({}, { 'if-match': '' })],
    [400, 'feedback', body({ call: 'x', ok: true })],
    [413, 'switch', { body: ' '.repeat(65_537) }],
    [401, 'status', { headers: { authorization: 'Bearer x' } }],
    [405, 'switch', { method: 'PUT' }],
    [200, 'session'],
    [401, 'session', { headers: { authorization: 'Bearer x' } }],
    [200, 'signIn', body({ token: TOKEN }, own)],
    [401, 'signIn', body({ token: 'x' }, own)],
    [400, 'signIn', body({}, own)],
    [403, 'signIn', body({ token: TOKEN })],
    [413, 'signIn', { body: ' '.repeat(4_097), headers: own }],
    [204, 'signOut', { headers: own }],
    [403, 'signOut'],
  ])('%i of %s', async (status, name, init, query) => {
    expect(await send(name, model, init, query)).toEqual({ status, differences: [] })
  })

  it('404 of a model', async () => {
    expect(await send('history', 'unknown')).toEqual({ status: 404, differences: [] })
  })

  it.each<[status: number, bindings: Record<string, string>, token?: string]>([
    [403, { ADMIN_TOKENS: JSON.stringify([entryOf('g', 'grader')]) }, tokenOf('g')],
    [403, { ADMIN_TOKENS: '' }],
    [503, { ADMIN_TOKEN: 'weak' }, 'weak'],
  ])('%i with %j', async (status, bindings, token = TOKEN) => {
    const headers = { authorization: `Bearer ${token}` }

    const response = await adminAlone(bindings)('/models/chat', { headers })

    expect(response.status).toBe(status)
    expect(await differencesOf('status', response)).toEqual([])
  })

  it('429 after many refused tries', async () => {
    const alone = adminAlone({ ADMIN_TOKEN: TOKEN })
    for (let tries = 0; tries < 5; tries++) expect((await alone('/models')).status).toBe(401)

    const refused = await alone('/models')
    const valid = await alone('/models', { headers: { authorization: `Bearer ${TOKEN}` } })

    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await differencesOf('models', refused)).toEqual([])
    expect(valid.status).toBe(200)
  })

  it('502 when the coordinator fails', async () => {
    const { namespace, failWith } = breakable(env.COORDINATOR)
    failWith(unreachable)
    const alone = adminAlone({ ADMIN_TOKEN: TOKEN, COORDINATOR: namespace })

    const response = await alone('/models/chat', { headers: { authorization: `Bearer ${TOKEN}` } })

    expect(response.status).toBe(502)
    expect(await differencesOf('status', response)).toEqual([])
  })
})
