import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import {
  command,
  freshModel,
  script,
  seenBy,
  stage,
  statusOf,
  switchByForce,
} from '../../support/worker/router-under-test.ts'
import { pollOptions } from '../../support/poll-options.ts'
import {
  endedRun,
  runWith,
  suiteOf,
  verificationOf,
  verify,
} from '../../support/worker/verification.ts'

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

const suite = suiteOf(
  {},
  { request: { path: '/slow', body: {} } },
  { request: { path: '/last', body: {} } }
)

/** A model whose verification has one result, and waits for the answer of its second case. */
async function halfVerified(): Promise<string> {
  const model = freshModel()
  await stage(model, 'v3')
  await script(model, 'green', { only: '/slow', first: 'hang' })
  await verify(model, suite)
  await callsTo(model, 2)
  return model
}

/** Waits until that many calls have reached green. */
async function callsTo(model: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await seenBy(model, 'green')).length, pollOptions)
    .toBeGreaterThanOrEqual(count)
}

async function crash(model: string): Promise<void> {
  await runInDurableObject(coordinatorOf(model), (_, state) => {
    state.abort('crashed by a test')
  }).catch(() => undefined)
}

async function pathsOf(model: string): Promise<readonly string[]> {
  return (await seenBy(model, 'green')).map(({ url }) => url.replace(`/${model}/`, ''))
}

describe('a verification that a crash interrupts', () => {
  it('goes on with the case that has no result', async () => {
    const model = await halfVerified()

    await crash(model)
    await script(model, 'green', {})
    const run = await endedRun(model)

    expect(run).toMatchObject({ state: 'passed', passed: 3, total: 3 })
    expect(await pathsOf(model)).toEqual(['predict', 'slow', 'slow', 'last'])
    expect((await statusOf(model)).slots.green.verified).toBe(true)
  })

  it('goes on by the alarm, which is at most 10 s away', async () => {
    const model = await halfVerified()
    const alarmAt = await runInDurableObject(coordinatorOf(model), (_, { storage }) =>
      storage.getAlarm()
    )

    await crash(model)
    await script(model, 'green', {})
    await runDurableObjectAlarm(coordinatorOf(model))
    await callsTo(model, 4)

    expect((alarmAt ?? Infinity) - Date.now()).toBeLessThanOrEqual(10_000)
    expect(await endedRun(model)).toMatchObject({ state: 'passed' })
  })

  it('at the same case again and again is cancelled', async () => {
    const model = await halfVerified()

    for (let count = 2; count <= 5; count++) {
      await crash(model)
      await verificationOf(model)
      await callsTo(model, 1 + count)
    }
    await crash(model)
    const run = await endedRun(model)

    expect(run).toMatchObject({
      state: 'cancelled',
      cancelled: 'interrupted 5 times at case 2',
      passed: 1,
    })
    expect((await statusOf(model)).slots.green.verified).toBe(false)
  })
})

it('an eviction keeps the results', async () => {
  const model = freshModel()
  await stage(model, 'v3')
  await verify(model)
  const run = await endedRun(model)

  await evictDurableObject(coordinatorOf(model))

  expect(await verificationOf(model)).toMatchObject({ run, suites: [{ name: 'golden' }] })
  expect((await statusOf(model)).slots.green.verification).toMatchObject({ id: run.id, passed: 1 })
})

describe('a verification is cancelled', () => {
  it('by another release in its slot, even under the same label', async () => {
    const model = await halfVerified()

    const restaged = await stage(model, 'v3')
    const run = await endedRun(model)

    expect(restaged.status).toBe(200)
    expect(run).toMatchObject({ state: 'cancelled', staging: 2, passed: 1, total: 3 })
    expect(run.cancelled).toBe('another release was staged in green')
    const [cancelled, staged] = await coordinatorOf(model).history(2)
    expect(staged).toMatchObject({ action: 'stage', revision: 3 })
    expect(cancelled).toMatchObject({
      action: 'verification_cancelled',
      revision: 3,
      by: 'router',
      source: 'verification',
      releases: { about: { color: 'green', release: 'v3', staging: 2 } },
    })
    expect((await statusOf(model)).slots.green).toMatchObject({
      staging: 3,
      verified: false,
      verification: null,
    })
  })

  it('by a switch to its color', async () => {
    const model = await halfVerified()

    await switchByForce(model, 'green')

    expect(await endedRun(model)).toMatchObject({
      state: 'cancelled',
      cancelled: 'green went live',
    })
  })

  it('by an operator, whose name the history has', async () => {
    const model = await halfVerified()
    const actor = { 'x-bluegreen-actor': 'ada' }

    const response = await command(model, 'cancel-verify', { reason: 'wrong suite' }, actor)
    const again = await command(model, 'cancel-verify')

    expect(await response.json()).toMatchObject({
      made: null,
      message: `${model}: the verification is cancelled`,
      slots: { green: { verified: false, verification: { state: 'cancelled' } } },
    })
    expect((await endedRun(model)).cancelled).toBe('cancelled by ada: wrong suite')
    expect(await again.json()).toMatchObject({ error: { code: 'nothing_to_cancel' } })
    const entries = await coordinatorOf(model).history(2)
    expect(entries).toMatchObject([
      { action: 'verification_cancelled', by: 'ada', source: 'api', reason: 'wrong suite' },
      { action: 'stage' },
    ])
  })

  it('so that the next one can begin, and the old one adds nothing to it', async () => {
    const model = await halfVerified()
    await stage(model, 'v4')
    await script(model, 'green', {})

    const response = await verify(model, suiteOf({ name: 'new' }))
    const run = await endedRun(model)

    expect(response.status).toBe(200)
    expect(run).toMatchObject({ state: 'passed', staging: 3, cases: [{ name: 'new' }] })
    expect((await statusOf(model)).slots.green).toMatchObject({ release: 'v4', verified: true })
  })
})

it('a verification keeps neither commands nor reports waiting', async () => {
  const model = await halfVerified()

  const paused = await command(model, 'pause', { reason: 'test' })

  expect(paused.status).toBe(200)
  expect(await runWith(model, 1)).toMatchObject({ state: 'running' })
})
