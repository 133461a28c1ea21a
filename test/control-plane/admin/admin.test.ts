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

describe('who may use the admin route', () => {
  it.each([
    ['no token', ''],
    ['a wrong token', 'Bearer wrong'],
    ['a token that is longer', 'Bearer test-token-and-more'],
    ['another scheme', 'Basic test-token'],
  ])('refuses %s', async (_, authorization) => {
    const response = await administer('/models', { headers: { authorization } })

    expect(response.status).toBe(401)
    expect(await codeOf(response)).toBe('unauthorized')
  })

  it('tells nobody without the token which models there are', async () => {
    const response = await administer('/models/nope', { headers: { authorization: 'Bearer x' } })

    expect(response.status).toBe(401)
  })
})

describe('what it shows', () => {
  it('lists every model', async () => {
    const response = await administer('/models')

    const { models } = await response.json<{ models: { model: string }[] }>()
    expect(models.map(({ model }) => model)).toContain('m79')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('shows a model that nobody has touched', async () => {
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

  it('names the models there are when asked for another', async () => {
    const response = await administer('/models/nope')

    expect(response.status).toBe(404)
    const { error } = await response.json<Refused>()
    expect(error.code).toBe('unknown_model')
    expect(error.message).toContain('m0')
  })

  it('answers an unknown route in its own words', async () => {
    const response = await administer('/nope')

    expect(response.status).toBe(404)
    expect(await codeOf(response)).toBe('not_found')
  })
})

describe('a switch', () => {
  it('answers with the new state and a sentence', async () => {
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

  it('is carried out at the revision that If-Match names', async () => {
    const response = await switchTo(freshModel(), 'green', { 'if-match': '"1"' })

    expect(response.status).toBe(200)
  })

  it('is refused at any other revision', async () => {
    const model = freshModel()

    const response = await switchTo(model, 'green', { 'if-match': '2' })

    expect(response.status).toBe(412)
    expect(await codeOf(response)).toBe('revision_mismatch')
    expect((await statusOf(model)).live).toBe('blue')
  })

  it.each([
    ['no body', '', 'to'],
    ['a color that is none', '{"to":"red","reason":"r"}', 'to'],
    ['no reason', '{"to":"green"}', 'reason'],
    ['an unknown key', '{"to":"green","reason":"r","force":true}', 'force'],
    ['no JSON', '{', 'JSON'],
  ])('says what is wrong with %s', async (_, body, word) => {
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

  it('is refused when nothing is on trial, and says how to switch instead', async () => {
    const response = await administer(`/models/${freshModel()}/rollback`, { method: 'POST' })

    expect(response.status).toBe(409)
    const { error } = await response.json<Refused>()
    expect(error.code).toBe('nothing_to_roll_back')
    expect(error.message).toContain('green')
  })
})

it('tells the history newest first: who, what, from where and why', async () => {
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
