import { describe, expect, it } from 'vitest'
import { mayUse, roleNames } from '../../../../src/core/access/roles.ts'
import { adminRoutes, type Route } from '../../../../src/control-plane/admin/admin-routes.ts'
import { adminAlone, entryOf, tokenOf } from '../../../support/worker/admin-alone.ts'

const SIGNING_KEY = 'a-signing-key-of-the-tests'
const ADMIN_TOKENS = JSON.stringify([
  ...roleNames.map((role) => entryOf(role, role)),
  ...roleNames.map((role) => entryOf(`${role} of chat`, role, ['chat'])),
])
const send = adminAlone({ ADMIN_TOKENS, SIGNING_KEY })

const all = Object.entries(adminRoutes)
const closed = all.filter(([, { permission }]) => permission !== undefined)
const ofModel = closed.filter(([, { path }]) => path.includes(':model'))

/** Sends a request whose body is wrong, so that no more than the permission is asked. */
async function codeFor({ method, path }: Route, token: string, model = 'chat'): Promise<unknown> {
  const response = await send(path.replace(':model', model), {
    method,
    headers: { authorization: `Bearer ${token}` },
    body: method === 'POST' ? '{' : null,
  })
  const text = await response.text()
  return response.status === 200 ? 'ok' : JSON.parse(text).code
}

describe.each(roleNames)('the role %s', (role) => {
  it.each(closed)('is asked for its permission at %s', async (_, route) => {
    const { permission = 'read' } = route

    const code = await codeFor(route, tokenOf(role))

    const allowed = route.method === 'POST' ? 'invalid_request' : 'ok'
    expect(code).toBe(mayUse(role, permission) ? allowed : 'forbidden')
  })

  it.each(ofModel)('may not use %s for the model of another team', async (_, route) => {
    const token = tokenOf(`${role} of chat`)

    expect(await codeFor(route, token, 'embed')).toBe('forbidden')
    expect(await codeFor(route, token, 'unknown')).toBe('forbidden')
  })
})

describe('without a token', () => {
  it.each(closed)('%s answers 401 and how to authenticate', async (name, { method, path }) => {
    const address = { 'cf-connecting-ip': `without ${name}` }
    const response = await send(path.replace(':model', 'chat'), { method, headers: address })

    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="admin"')
  })

  it('the health is answered, with no word about a model', async () => {
    const response = await send('/health')

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok' })
  })
})

it('a refusal names the role, and those that it takes', async () => {
  const headers = { authorization: `Bearer ${tokenOf('viewer')}` }

  const response = await send('/models/chat/rollback', { method: 'POST', headers })

  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({
    detail: expect.stringContaining(
      'token viewer has the role viewer; it takes operator or rollback-only.'
    ),
  })
})

it('the list has the models of the token, and says who asks', async () => {
  const headers = { authorization: `Bearer ${tokenOf('viewer of chat')}` }

  const response = await send('/models', { headers })

  expect(await response.json()).toEqual({
    models: [{ model: 'chat', revision: 7 }],
    you: { name: 'viewer of chat', kind: 'token', role: 'viewer', models: ['chat'] },
    now: expect.any(Number),
  })
})

describe('the evidence in the list', () => {
  const codeOf = async (token: string, query: string) => {
    const headers = { authorization: `Bearer ${tokenOf(token)}` }
    const response = await send(`/models?${query}`, { headers })
    const { evidence, code } = await response.json<{ evidence?: object; code?: string }>()
    return code ?? evidence
  }

  it.each(roleNames)('is for the role %s if it reads more than the status', async (role) => {
    const none = { model: 'chat', samples: [], next: 0 }

    expect(await codeOf(role, 'evidence=chat')).toEqual(mayUse(role, 'read') ? none : 'forbidden')
  })

  it('is that of a model of the caller', async () => {
    expect(await codeOf('viewer of chat', 'evidence=embed')).toBe('forbidden')
    expect(await codeOf('viewer of chat', 'evidence=unknown')).toBe('forbidden')
    expect(await codeOf('viewer', 'evidence=unknown')).toBe('unknown_model')
  })

  it.each([
    'evidence=chat&after=x',
    'evidence=chat&after=-1',
    'evidence=chat&after=1.5',
    'after=1',
    'x=1',
  ])('is refused for the query %s', async (query) => {
    expect(await codeOf('viewer', query)).toBe('invalid_request')
  })

  it('goes on after the cursor when there is nothing new', async () => {
    const none = { model: 'chat', samples: [], next: 170 }

    expect(await codeOf('viewer', 'evidence=chat&after=170')).toEqual(none)
  })
})

describe('every answer', () => {
  it.each(all)('of %s is neither stored nor sniffed', async (_, { method, path }) => {
    const responses = await Promise.all([
      send(path.replace(':model', 'chat'), { method }),
      send(path.replace(':model', 'chat'), { method: 'DELETE' }),
    ])

    for (const { headers } of responses) {
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})

describe('a method that a path does not have', () => {
  it.each([
    ['/models/chat/switch', 'GET', 'POST'],
    ['/models/chat', 'POST', 'GET, HEAD'],
    ['/health', 'POST', 'GET, HEAD'],
    ['/models', 'OPTIONS', 'GET, HEAD'],
  ])('is refused at %s: %s', async (path, method, allow) => {
    const headers = { authorization: `Bearer ${tokenOf('viewer')}` }

    const response = await send(path, { method, headers })

    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' })
  })
})

describe('an operator of one model', () => {
  const operatorOf = (model: string) => {
    const entry = entryOf('operator of one', 'operator', [model])
    const sendAs = adminAlone({ ADMIN_TOKENS: JSON.stringify([entry]) })
    const headers = { authorization: `Bearer ${tokenOf('operator of one')}` }
    return (path: string, body: object) =>
      sendAs(path, { method: 'POST', headers, body: JSON.stringify(body) })
  }

  it('can neither test nor see the receivers of other models', async () => {
    const post = operatorOf('chat')

    for (const body of [{}, { receiver: 'notify-log' }]) {
      const response = await post('/notify/test', body)

      expect(response.status).toBe(404)
      const text = await response.text()
      expect(JSON.parse(text)).toMatchObject({ code: 'unknown_receiver' })
      expect(text).not.toContain('notify-500')
    }
  })

  it('learns of no other model when its own is not configured', async () => {
    const response = await operatorOf('removed')('/models/removed/rollback', {})

    expect(response.status).toBe(404)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ code: 'unknown_model' })
    expect(text).not.toContain('embed')
  })
})

it.each(['HOOK_SECRET', 'URL_OF_NOTIFY_LOG'])(
  'no release gets the secret %s of a receiver',
  async (secret) => {
    const body = { url: 'https://blue.test', release: 'v9', headers: { 'x-key': secret } }
    const headers = { authorization: `Bearer ${tokenOf('releaser')}` }

    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await send('/models/chat/stage', init)

    expect(response.status).toBe(400)
    const detail = expect.stringContaining(`headers: the secret ${secret} of a receiver`)
    expect(await response.json()).toMatchObject({ code: 'invalid_request', detail })
  }
)
