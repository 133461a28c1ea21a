import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import {
  command,
  freshModel,
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
    alerts: [
      { code: 'live_faulty', message: expect.stringContaining('automatic rollback is off') },
    ],
  })
  await switchByForce(model, 'blue')
  expect(await statusOf(model)).toMatchObject({ live: 'blue', alerts: [] })
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
