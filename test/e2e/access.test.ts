import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AUD,
  newKey,
  sign,
  startTeam,
  type AccessTeam,
  type TeamKey,
} from '../support/wire/access-team.ts'
import { startRouter, TOKEN, type WireRouter } from '../support/wire/router.ts'

const MIRA = { email: 'mira@example.com' }
const origin = 'http://127.0.0.1:9'
let [key, team, router]: [TeamKey?, AccessTeam?, WireRouter?] = []

beforeAll(async () => {
  key = await newKey('one')
  team = await startTeam(key)
  const ACCESS = {
    team: team.url,
    aud: AUD,
    people: { 'mira@example.com': { role: 'operator' } },
    services: { 'ci.access': { role: 'viewer', models: ['embed'] } },
  }
  const model = { blue: origin, green: origin }
  const models = { chat: { path: '/chat', ...model }, embed: { path: '/embed', ...model } }
  router = await startRouter(models, { vars: { ACCESS } })
})

afterAll(async () => {
  await Promise.all([team?.stop(), router?.stop()])
})

/** Sends a request with a token of Access. */
async function send(path: string, claims: object, init: RequestInit = {}): Promise<Response> {
  if (key === undefined || team === undefined || router === undefined)
    throw new Error('not started')
  const headers = new Headers(init.headers)
  headers.set('cf-access-jwt-assertion', await sign(key, team.url, { ...claims }))
  return fetch(`${router.url}/admin${path}`, { ...init, headers })
}

describe('on workerd, an identity of Access', () => {
  it('is the author, and the name in a header is a claim', async () => {
    const init = {
      method: 'POST',
      body: '{"to":"green","force":"test"}',
      headers: { 'x-bluegreen-actor': 'somebody else' },
    }
    const switched = await send('/models/chat/switch', MIRA, init)
    const history = await send('/models/chat/history', MIRA)

    expect(switched.status).toBe(200)
    expect(await history.json()).toMatchObject({
      entries: [
        { by: 'mira@example.com', identity: 'person mira@example.com', claimed: 'somebody else' },
        { by: 'router' },
      ],
    })
  })

  it('of a service sees the models of its role', async () => {
    const list = await send('/models', { common_name: 'ci.access', sub: '' })

    expect(await list.json()).toMatchObject({
      models: [{ model: 'embed' }],
      you: { name: 'ci.access', kind: 'service', role: 'viewer', models: ['embed'] },
    })
  })

  it('without a role is refused', async () => {
    const response = await send('/models', { email: 'eve@example.com' })

    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'forbidden' })
  })

  it.each([
    ['sec-fetch-site', 'cross-site', 403],
    ['sec-fetch-site', 'same-site', 403],
    ['origin', 'https://evil.example', 403],
    ['sec-fetch-site', 'same-origin', 409],
  ])('sends a command with %s: %s: %i', async (name, value, status) => {
    const init = { method: 'POST', headers: { [name]: value } }

    expect((await send('/models/embed/promote', MIRA, init)).status).toBe(status)
  })

  it('does not help a wrong bearer token', async () => {
    const headers = { authorization: `Bearer ${TOKEN}-and-more` }

    expect((await send('/models', MIRA, { headers })).status).toBe(401)
  })

  it('that is forged is refused', async () => {
    const forged = await newKey('one')
    const jwt = await sign(forged, team?.url ?? '', MIRA)

    const response = await fetch(`${router?.url}/admin/models`, {
      headers: { 'cf-access-jwt-assertion': jwt },
    })

    expect(response.status).toBe(401)
  })
})
