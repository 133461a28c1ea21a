import { describe, expect, it } from 'vitest'
import {
  administer,
  freshModel,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

interface Refused {
  readonly error: { readonly code: string; readonly message: string }
}

async function codeOf(response: Response): Promise<string> {
  return (await response.json<Refused>()).error.code
}

describe('authorization', () => {
  it.each([
    ['no token', ''],
    ['a wrong token', 'Bearer wrong'],
    ['a token with the right prefix', 'Bearer test-token-of-the-admin-route-and-more'],
    ['another scheme', 'Basic test-token-of-the-admin-route'],
  ])('refuses %s', async (_, authorization) => {
    const response = await administer('/models', { headers: { authorization } })

    expect(response.status).toBe(401)
    expect(await codeOf(response)).toBe('unauthorized')
  })

  it('does not reveal without a token whether a model exists', async () => {
    const response = await administer('/models/nope', { headers: { authorization: 'Bearer x' } })

    expect(response.status).toBe(401)
  })
})

describe('the status', () => {
  it('lists every model', async () => {
    const response = await administer('/models')

    const { models } = await response.json<{ models: { model: string }[] }>()
    expect(models.map(({ model }) => model)).toContain('m79')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('shows the seed state of a new model', async () => {
    const model = freshModel()

    expect(await statusOf(model)).toMatchObject({
      model,
      phase: 'idle',
      live: 'blue',
      stable: 'blue',
      candidate: null,
      weight: 0,
      revision: 1,
      kv: { revision: 1, inSync: true, malformed: false },
      alert: null,
    })
  })

  it('lists the models when the requested one is unknown', async () => {
    const response = await administer('/models/nope')

    expect(response.status).toBe(404)
    const { error } = await response.json<Refused>()
    expect(error.code).toBe('unknown_model')
    expect(error.message).toContain('m0')
  })

  it('answers an unknown route with an admin error', async () => {
    const response = await administer('/nope')

    expect(response.status).toBe(404)
    expect(await codeOf(response)).toBe('not_found')
  })
})

describe('a switch', () => {
  it('returns the new status and a message', async () => {
    const model = freshModel()

    const response = await switchTo(model, 'green')

    expect(await response.json()).toMatchObject({
      phase: 'baking',
      live: 'green',
      weight: 100,
      revision: 2,
      kv: { revision: 2, inSync: true },
      message: `${model}: live is now green (v2), revision 2`,
    })
  })

  it('to the live color is refused and changes nothing', async () => {
    const model = freshModel()

    const response = await switchTo(model, 'blue')

    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ error: { code: 'already_live', revision: 1 } })
    expect((await statusOf(model)).revision).toBe(1)
  })

  it('is carried out when If-Match names the current revision', async () => {
    const response = await switchTo(freshModel(), 'green', { 'if-match': '"1"' })

    expect(response.status).toBe(200)
  })

  it('is refused when If-Match names another revision', async () => {
    const model = freshModel()

    const response = await switchTo(model, 'green', { 'if-match': '2' })

    expect(response.status).toBe(412)
    expect(await codeOf(response)).toBe('revision_mismatch')
    expect((await statusOf(model)).live).toBe('blue')
  })

  it.each([
    ['an empty body', '', 'reason'],
    ['an unknown color', '{"to":"red","reason":"r"}', 'to'],
    ['a missing reason', '{"to":"green"}', 'reason'],
    ['an unknown key', '{"to":"green","reason":"r","force":true}', 'force'],
    ['invalid JSON', '{', 'JSON'],
  ])('names the error for %s', async (_, body, word) => {
    const path = `/models/${freshModel()}/switch`

    const response = await administer(path, { method: 'POST', body })

    expect(response.status).toBe(400)
    const { error } = await response.json<Refused>()
    expect(error.code).toBe('invalid_request')
    expect(error.message).toContain(word)
  })
})

describe('a rollback', () => {
  it('goes back to stable', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    const response = await administer(`/models/${model}/rollback`, { method: 'POST' })

    expect(await response.json()).toMatchObject({
      phase: 'idle',
      live: 'blue',
      quarantined: 'green',
    })
  })

  it('is refused when no candidate is on trial, with a hint to switch', async () => {
    const response = await administer(`/models/${freshModel()}/rollback`, { method: 'POST' })

    expect(response.status).toBe(409)
    const { error } = await response.json<Refused>()
    expect(error.code).toBe('nothing_to_roll_back')
    expect(error.message).toContain('green')
  })
})

it('returns the history newest first, with author, action, origin and reason', async () => {
  const model = freshModel()
  await switchTo(model, 'green', { 'x-bluegreen-actor': 'ada', 'x-bluegreen-source': 'ci' })

  const response = await administer(`/models/${model}/history?limit=5`)

  const { entries } = await response.json<{ entries: object[] }>()
  expect(entries).toMatchObject([
    {
      revision: 2,
      action: 'switch',
      from: 'blue',
      to: 'green',
      by: 'ada',
      source: 'ci',
      reason: 'test',
    },
    { revision: 1, action: 'seed', from: 'blue', to: 'blue' },
  ])
})
