import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import { routerFieldOf } from '../../support/router-field.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import {
  command,
  freshModel,
  infer,
  makeLive,
  originOf,
  probesOf,
  script,
  seenBy,
  stage,
  statusOf,
  switchByForce,
  switchTo,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

describe('a staged release', () => {
  it('stands unverified in the idle slot, with the facts of its staging', async () => {
    const model = freshModel()

    const response = await stage(model, 'v3', { note: 'CHG-1' })

    const staged = { color: 'green', release: 'v3', staging: 2 }
    expect(await response.json()).toMatchObject({
      message: `${model}: green now holds v3, not verified yet, revision 2`,
      made: { revision: 2, live: 'blue', release: 'v1', staged },
      slots: { green: { release: 'v3', staging: 2, note: 'CHG-1', verified: false, headers: {} } },
    })
    expect(await env.POINTERS.get(`pointer:${model}`, 'json')).toMatchObject({
      revision: 2,
      stable: 'blue',
      slots: { green: { release: 'v3', staging: 2, unverified: true } },
    })
  })

  it('gets no call that fails on the live color', async () => {
    const model = freshModel()
    await stage(model, 'v3')
    await script(model, 'blue', { status: 503 })

    const response = await coldIsolate().call(model)

    expect(response.status).toBe(503)
    expect(await seenBy(model, 'green')).toEqual([])
  })

  it('gets calls with its own secrets, and its label is in their answers', async () => {
    const model = freshModel()
    await coordinatorOf(model).command({
      event: {
        type: 'stage',
        environment: {
          origin: originOf(model, 'green'),
          release: 'v3',
          headers: { 'x-origin-key': 'ADMIN_TOKEN' },
        },
        cause: { by: 'ada', source: 'test', reason: 'because' },
      },
      ifRevision: undefined,
    })
    await switchByForce(model, 'green')

    const response = await infer(model)

    expect(routerFieldOf(response)).toMatchObject({ color: 'green', release: 'v3', revision: 3 })
    const [seen] = await seenBy(model, 'green')
    expect(seen?.headers['x-origin-key']).toBe('test-token-of-the-admin-route')
  })

  it('has no counts of an earlier staging under the same label', async () => {
    const model = freshModel()
    await stage(model, 'v3')
    await switchByForce(model, 'green')
    await coordinatorOf(model).report(report([currentTally({ release: 'v3#2' })]))
    await command(model, 'rollback')
    await stage(model, 'v3')
    await switchByForce(model, 'green')

    const late = [currentTally({ release: 'v3#2' }), currentTally({ release: 'v3' })]
    await coordinatorOf(model).report(report(late, { sequence: 2 }))
    const before = (await statusOf(model)).health.green.calls
    await coordinatorOf(model).report(
      report([currentTally({ release: 'v3#5' })], { sequence: 3, revision: 6 })
    )

    expect(before).toBe(0)
    expect((await statusOf(model)).health.green.calls).toBe(10)
  })

  it('counts the calls of isolates that follow its pointer', async () => {
    const model = freshModel()
    await stage(model, 'v3')
    await switchByForce(model, 'green')
    const isolate = coldIsolate()

    await isolate.colorsOf(model, 3)
    await isolate.reported()

    expect((await statusOf(model)).health.green).toMatchObject({ calls: 3, successes: 3 })
  })
})

describe('the way back after a rollout', () => {
  it('is open for a day, also after an eviction', async () => {
    const model = freshModel()
    await makeLive(model, 'v3')

    await evictDurableObject(coordinatorOf(model))
    const { wayBack, stable } = await statusOf(model)
    const undone = await command(model, 'rollback', { reason: 'worse answers' })

    expect(stable).toBe('green')
    expect(wayBack).toMatchObject({ color: 'blue', release: 'v1' })
    expect(await undone.json()).toMatchObject({
      phase: 'idle',
      live: 'blue',
      stable: 'blue',
      quarantined: 'green',
      wayBack: null,
    })
  })

  it('is closed after a day', async () => {
    const model = freshModel()
    await makeLive(model, 'v3')
    vi.setSystemTime(Date.now() + 86_400_000)

    const response = await command(model, 'rollback')

    expect(response.status).toBe(409)
    expect((await statusOf(model)).wayBack).toBeNull()
  })

  it('is kept warm by a probe every five minutes', async () => {
    const model = freshModel()
    await makeLive(model, 'v3')
    const before = (await probesOf(model, 'blue')).length
    vi.setSystemTime(Date.now() + 301_000)

    await runInDurableObject(coordinatorOf(model), (coordinator) => coordinator.alarm())

    expect((await probesOf(model, 'blue')).length).toBe(before + 1)
    expect(await statusOf(model)).toMatchObject({ phase: 'idle', stableProbe: { ready: true } })
  })

  it('is not opened where nothing is kept warm, and no verification is needed there', async () => {
    const model = 'no-verify'
    await stage(model, 'v3')
    await switchTo(model, 'green')

    await command(model, 'promote')

    expect(await statusOf(model)).toMatchObject({ stable: 'green', phase: 'idle', wayBack: null })
  })
})
