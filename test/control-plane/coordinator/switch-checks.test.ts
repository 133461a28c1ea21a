import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import {
  command,
  freshModel,
  probesOf,
  script,
  seenBy,
  stage,
  statusOf,
  switchByForce,
  switchTo,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

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

describe('a pause', () => {
  const enough = () => report([currentTally({ started: 5_000 })])

  it('keeps a bake from its completion until it is resumed', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await command(model, 'pause', { reason: 'a review' })
    await env.COORDINATOR.getByName(model).report(enough())
    vi.setSystemTime(Date.now() + 601_000)

    await env.COORDINATOR.getByName(model).report(report([], { sequence: 2 }))
    const during = await statusOf(model)
    await command(model, 'resume')
    await env.COORDINATOR.getByName(model).report(report([], { sequence: 3 }))

    expect(during).toMatchObject({
      phase: 'baking',
      paused: { by: 'operator', reason: 'a review' },
    })
    expect(await statusOf(model)).toMatchObject({ phase: 'idle', stable: 'green', paused: null })
  })

  it('makes no revision, is in the history, and ends with a rollback', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    const paused = await command(model, 'pause', { reason: 'a review' })
    const again = await command(model, 'pause', { reason: 'a review' })
    await command(model, 'rollback')

    expect(await paused.json()).toMatchObject({ revision: 2, made: null })
    expect((await refusalOf(again)).code).toBe('already_paused')
    expect(await statusOf(model)).toMatchObject({ paused: null, phase: 'idle' })
    const history = await env.COORDINATOR.getByName(model).history(4)
    expect(history.map(({ action }) => action)).toEqual(['rollback', 'pause', 'switch', 'seed'])
  })

  it('does not hinder the automatic rollback', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await command(model, 'pause', { reason: 'a review' })

    const faulty = report([currentTally({ started: 20, fault: 20 })])
    await env.COORDINATOR.getByName(model).report(faulty)

    expect(await statusOf(model)).toMatchObject({
      live: 'blue',
      quarantined: 'green',
      paused: null,
    })
  })
})

it('a model without automatic rollback raises an alert and stays', async () => {
  const model = 'watch-only'
  await switchTo(model, 'green')

  const faulty = report([currentTally({ started: 20, fault: 20 })])
  await env.COORDINATOR.getByName(model).report(faulty)

  expect(await statusOf(model)).toMatchObject({
    live: 'green',
    autoRollback: false,
    alert: { code: 'live_faulty', message: expect.stringContaining('automatic rollback is off') },
  })
  await switchByForce(model, 'blue')
  expect(await statusOf(model)).toMatchObject({ live: 'blue', alert: null })
})

it('in a freeze nothing goes forward without force, and everything goes back', async () => {
  const model = 'frozen'

  const refused = await refusalOf(await switchTo(model, 'green'))
  const forced = await switchByForce(model, 'green')
  const promoted = await refusalOf(await command(model, 'promote'))
  const rolledBack = await command(model, 'rollback')

  expect([refused.code, promoted.code]).toEqual(['frozen', 'frozen'])
  expect(refused.message).toContain('Wait until 9999')
  expect([forced.status, rolledBack.status]).toEqual([200, 200])
  expect(await statusOf(model)).toMatchObject({
    live: 'blue',
    frozenUntil: '9999-12-31T23:59:59.999Z',
  })
})
