import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import {
  command,
  freshModel,
  originOf,
  probesOf,
  script,
  seenBy,
  stage,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'
import { giveSecretHeader } from '../../support/worker/secret-headers.ts'

interface Refused {
  readonly error: { readonly code: string; readonly message: string }
}

async function refusalOf(response: Response): Promise<Refused['error']> {
  expect(response.status).toBe(409)
  return (await response.json<Refused>()).error
}

describe('a switch', () => {
  it('asks both colors first', async () => {
    const model = freshModel()

    await switchTo(model, 'green')

    expect(await probesOf(model, 'blue')).toHaveLength(1)
    expect(await probesOf(model, 'green')).toHaveLength(1)
  })

  it('to a color that does not answer is refused, and says what is allowed', async () => {
    const model = freshModel()
    await script(model, 'green', { status: 503 })

    const { code, message } = await refusalOf(await switchTo(model, 'green'))

    expect(code).toBe('not_ready')
    expect(message).toContain('--force')
    expect(await statusOf(model)).toMatchObject({ live: 'blue', revision: 1 })
  })

  it('from a color that could not take over again is refused', async () => {
    const model = freshModel()
    await script(model, 'blue', { first: 'reset' })

    expect((await refusalOf(await switchTo(model, 'green'))).code).toBe('stable_not_ready')
  })

  it('to a color that answers again is carried out at once', async () => {
    const model = freshModel()
    await script(model, 'green', { status: 503 })
    await switchTo(model, 'green')
    await script(model, 'green', {})

    expect((await switchTo(model, 'green')).status).toBe(200)
  })

  it('to an unverified release is refused', async () => {
    const model = freshModel()
    await stage(model, 'v3')

    const { code, message } = await refusalOf(await switchTo(model, 'green'))

    expect(code).toBe('unverified')
    expect(message).toContain(`bluegreen verify ${model}`)
  })

  it('to a release that was rolled back is refused until it is forgiven', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await command(model, 'rollback')

    const refused = await refusalOf(await switchTo(model, 'green'))
    const forgiven = await command(model, 'forgive', { reason: 'the fault was ours' })
    const switched = await switchTo(model, 'green')

    expect(refused.code).toBe('quarantined')
    expect(await forgiven.json()).toMatchObject({ quarantined: null, live: 'blue' })
    expect(switched.status).toBe(200)
  })

  it('can be forced, with a reason that the history keeps', async () => {
    const model = freshModel()
    await script(model, 'green', { first: 'reset' })

    const response = await command(model, 'switch', { force: 'blue is lost' })

    expect(response.status).toBe(200)
    const [entry] = await env.COORDINATOR.getByName(model).history(1)
    expect(entry).toMatchObject({ action: 'switch', to: 'green', force: 'blue is lost' })
    expect(entry?.reason).toBe('blue is lost')
    expect(await probesOf(model, 'green')).toEqual([])
  })

  it('may have a bake of its own length', async () => {
    const model = freshModel()

    await command(model, 'switch', { reason: 'test', bakeSeconds: 60 })

    const { bake } = await statusOf(model)
    expect(Date.parse(bake?.endsAt ?? '') - Date.parse(bake?.startedAt ?? '')).toBe(60_000)
  })

  it('without a color is refused in a bake, where it would be a rollback', async () => {
    const model = freshModel()
    await command(model, 'switch', { reason: 'test' })

    const refused = await refusalOf(await command(model, 'switch', { reason: 'test' }))

    expect(refused.code).toBe('rollout_in_progress')
  })

  it('asks with the secrets of the release, and not at all when one is missing', async () => {
    const [model, missing] = [freshModel(), freshModel()]
    const origin = originOf(model, 'green')
    const cause = { by: 'ada', source: 'test', reason: 'because' }
    const environment = { origin, release: 'v3', headers: { 'x-origin-key': 'ADMIN_TOKEN' } }
    await env.COORDINATOR.getByName(model).command({
      event: { type: 'stage', environment, cause },
      ifRevision: undefined,
    })
    await giveSecretHeader(missing, 'green', 'x-origin-key')

    await switchTo(model, 'green')
    const refused = await refusalOf(await switchTo(missing, 'green'))

    const [probe] = await probesOf(model, 'green')
    expect(probe?.headers['x-origin-key']).toBe('test-token-of-the-admin-route')
    expect(refused.code).toBe('color_unusable')
    expect(await probesOf(missing, 'green')).toEqual([])
  })

  it('asks the configured health route, which must answer below 400', async () => {
    const model = 'health-route'
    await script(model, 'green', { status: 404 })

    const refused = await refusalOf(await switchTo(model, 'green'))
    await script(model, 'green', { status: 302, headers: { location: '/elsewhere' } })
    const switched = await switchTo(model, 'green')

    expect(refused.code).toBe('not_ready')
    expect(switched.status).toBe(200)
    const urls = (await seenBy(model, 'green')).map(({ url }) => url)
    expect(urls).toEqual(['/health-route/healthz?deep=1', '/health-route/healthz?deep=1'])
  })
})
