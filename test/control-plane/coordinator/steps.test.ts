import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Changed } from '../../../src/control-plane/admin/answers.ts'
import { currentTally, report } from '../../support/reports.ts'
import { command, freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

/** Steps whose time is over at once, and a last one without an end. */
const steps = [{ weight: 1, seconds: 0.001 }, { weight: 25, seconds: 0.001 }, { weight: 50 }]

async function switchBySteps(model: string, body: object = { steps }): Promise<Changed> {
  return (await command(model, 'switch', { to: 'green', reason: 'test', ...body })).json()
}

/** Reports counts of green, and as many good calls of blue. */
async function reportGreen(model: string, sequence: number, started: number, fault = 0) {
  const ofBlue = currentTally({ color: 'blue', release: 'v1', started })
  const tallies = [ofBlue, currentTally({ started, fault })]
  return env.COORDINATOR.getByName(model).report(report(tallies, { sequence }))
}

describe('a switch with steps', () => {
  it('puts the candidate at its first share, and says what it waits for', async () => {
    const model = freshModel()

    const { message, made } = await switchBySteps(model)

    expect(message).toBe(
      `${model}: green (v2) now takes 1 % of the keys, blue (v1) the rest, revision 2`
    )
    expect(made?.candidate).toEqual({ color: 'green', release: 'v2', weight: 1 })
    expect(await statusOf(model)).toMatchObject({
      phase: 'shifting',
      live: 'blue',
      candidate: 'green',
      weight: 1,
      bake: null,
      plan: { step: 0, waitsFor: 'healthy_verdict', goodCallsNeeded: expect.any(Number) },
      health: {
        blue: { verdict: { kind: 'not_judged' } },
        green: { verdict: { kind: 'undecided' } },
      },
    })
  })

  it('raises an alert when stable fails, which takes most of the calls, and goes on', async () => {
    const model = freshModel()
    await switchBySteps(model)
    const failing = currentTally({ color: 'blue', release: 'v1', started: 200, fault: 100 })

    await env.COORDINATOR.getByName(model).report(report([failing]))

    const { phase, alerts } = await statusOf(model)
    expect(phase).toBe('shifting')
    expect(alerts).toMatchObject([
      { code: 'stable_faulty', message: 'blue is faulty while green is on trial' },
    ])
  })

  it('that is sent again is already running, and makes no revision', async () => {
    const model = freshModel()
    await switchBySteps(model)

    const again = await switchBySteps(model)

    expect(again.message).toBe(`${model}: already running, green (v2) at 1 %, revision 2`)
    expect([again.made, again.revision]).toEqual([null, 2])
  })

  it('is not passed by one at once: promote --full goes to all traffic', async () => {
    const model = freshModel()
    await switchBySteps(model)

    const refused = await command(model, 'switch', { to: 'green', reason: 'now', atOnce: true })

    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain(`promote ${model} for the next step, with --full`)
    const full: Changed = await (await command(model, 'promote', { full: true })).json()
    expect(full.message).toBe(`${model}: live is now green (v2), revision 3`)
    expect(full).toMatchObject({ phase: 'baking', live: 'green', plan: null })
  })

  it.each([
    ['falling shares', { steps: [{ weight: 5, seconds: 60 }, { weight: 1 }] }],
    ['all traffic', { steps: [{ weight: 100 }] }],
    ['more than a half held back', { holdBack: 51 }],
  ])('is refused with %s', async (_, body) => {
    const refused = await command('m0', 'switch', { to: 'green', reason: 'test', ...body })

    expect(refused.status).toBe(400)
  })
})

describe('the evidence on a candidate', () => {
  it('goes on from step to step, and each step goes on with a healthy verdict', async () => {
    const model = freshModel()
    await switchBySteps(model)

    const few = await reportGreen(model, 1, 20)
    const enough = await reportGreen(model, 2, 500)
    const more = await reportGreen(model, 3, 20)

    expect([few, enough, more].map(({ pointer }) => pointer.weight)).toEqual([1, 25, 50])
    expect(new Set([few, enough, more].map(({ pointer }) => pointer.salt))).toEqual(new Set([2]))
    const { health, plan } = await statusOf(model)
    expect(health.green.calls).toBe(540)
    expect(health.blue.calls).toBe(540)
    expect(plan).toMatchObject({ step: 2, waitsFor: 'promote', goodCallsNeeded: null })
  })

  it('goes on into a bake that holds keys back, and so does that on stable', async () => {
    const model = freshModel()
    await switchBySteps(model, { steps: [{ weight: 50, seconds: 0.001 }], holdBack: 2 })

    const { pointer } = await reportGreen(model, 1, 500)

    expect(pointer).toMatchObject({ weight: 100, holdBack: 2, salt: 2 })
    const { health, holdBack, phase } = await statusOf(model)
    expect([phase, holdBack]).toEqual(['baking', 2])
    expect([health.blue.calls, health.green.calls]).toEqual([500, 500])
    expect(health.blue.verdict.summary).toBe('takes 2 % of the keys; green is judged')
  })

  it('rolls back at a step, with all keys at once and no change of the evidence on stable', async () => {
    const model = freshModel()
    await switchBySteps(model)

    const { pointer } = await reportGreen(model, 1, 40, 40)

    expect(pointer).toMatchObject({ stable: 'blue', weight: 0, quarantined: 'green' })
    const { health } = await statusOf(model)
    expect(health.blue.calls).toBe(40)
    const [rollback] = await env.COORDINATOR.getByName(model).history(1)
    expect(rollback).toMatchObject({ action: 'rollback', releases: { about: { release: 'v2' } } })
  })

  it('goes no step forward in a pause, and back all the same', async () => {
    const model = freshModel()
    await switchBySteps(model)
    await command(model, 'pause', { reason: 'a review' })

    const held = await reportGreen(model, 1, 500)
    const { plan } = await statusOf(model)
    const back = await reportGreen(model, 2, 500, 500)

    expect(held.pointer.weight).toBe(1)
    expect(plan?.waitsFor).toBe('resume')
    expect(back.pointer).toMatchObject({ weight: 0, quarantined: 'green' })
  })
})

it('a switch to stable between the steps is a rollback', async () => {
  const model = freshModel()
  await switchBySteps(model)

  await switchTo(model, 'blue')

  expect(await statusOf(model)).toMatchObject({ phase: 'idle', live: 'blue', quarantined: 'green' })
})

it('the rollouts of a model name the candidate and the revisions of its steps', async () => {
  const model = freshModel()
  await switchBySteps(model)
  await command(model, 'promote')
  await command(model, 'rollback')

  const [rollout] = await env.COORDINATOR.getByName(model).rollouts({ limit: 5 })

  expect(rollout).toMatchObject({
    result: 'rolled_back',
    from: { release: 'v1' },
    to: { release: 'v2' },
    revisions: [2, 3, 4],
  })
})
