import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import {
  freshModel,
  probesOf,
  script,
  seenBy,
  statusOf,
  switchByForce,
  switchTo,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

/** A model with green on trial for 6 s, and a report that all calls on green fail. */
async function failingCandidate() {
  const model = freshModel()
  await switchTo(model, 'green')
  later(6)
  return { model, sent: report([currentTally({ started: 20, fault: 20 })]) }
}

function later(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1_000)
}

describe('the probe of stable', () => {
  it('is sent at a switch, and its result is in the answer', async () => {
    const model = freshModel()

    const response = await switchTo(model, 'green')

    const at = expect.stringMatching(/^\d{4}-/)
    expect(await response.json()).toMatchObject({ stableProbe: { ready: true, at } })
    expect(await probesOf(model, 'blue')).toHaveLength(1)
  })

  it('shows in the status that stable is not ready', async () => {
    const model = freshModel()
    await script(model, 'blue', { status: 503 })

    await switchByForce(model, 'green')

    expect(await statusOf(model)).toMatchObject({ live: 'green', stableProbe: { ready: false } })
  })

  it('is repeated by the alarm every 30 s during a bake', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    later(20)
    await runDurableObjectAlarm(coordinatorOf(model))
    const early = await probesOf(model, 'blue')
    await script(model, 'blue', { first: 'reset' })
    later(11)
    await runDurableObjectAlarm(coordinatorOf(model))

    expect(early).toHaveLength(1)
    expect(await probesOf(model, 'blue')).toHaveLength(2)
    expect(await statusOf(model)).toMatchObject({ live: 'green', stableProbe: { ready: false } })
  })

  it('is remembered across an eviction', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    await evictDurableObject(coordinatorOf(model))

    expect(await statusOf(model)).toMatchObject({ stableProbe: { ready: true } })
    expect(await probesOf(model, 'blue')).toHaveLength(1)
  })

  it('is not sent in the idle phase, and has no result there', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await switchTo(model, 'blue')
    later(31)

    await runDurableObjectAlarm(coordinatorOf(model))
    await coordinatorOf(model).report(report([currentTally({ color: 'blue', release: 'v1' })]))

    expect(await statusOf(model)).toMatchObject({ phase: 'idle', stableProbe: null })
    expect(await probesOf(model, 'blue')).toHaveLength(1)
    expect(await probesOf(model, 'green')).toHaveLength(1)
  })

  it('is not repeated within 5 s, by switches, alarms or faults', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await switchTo(model, 'blue')
    await switchByForce(model, 'green')
    await runDurableObjectAlarm(coordinatorOf(model))

    later(4)
    await coordinatorOf(model).report(report([currentTally({ started: 20, fault: 20 })]))

    expect(await statusOf(model)).toMatchObject({ live: 'blue', quarantined: 'green' })
    expect(await probesOf(model, 'blue')).toHaveLength(1)
  })
})

describe('the probe before a rollback', () => {
  it('goes directly to the origin of stable', async () => {
    const { model, sent } = await failingCandidate()

    await coordinatorOf(model).report(sent)

    const probes = await probesOf(model, 'blue')
    expect(probes.map(({ method, url }) => [method, url])).toEqual([
      ['GET', `/${model}/v2/health/ready`],
      ['GET', `/${model}/v2/health/ready`],
    ])
    expect(probes[1]?.headers).not.toHaveProperty('x-forwarded-host')
    expect(await probesOf(model, 'green')).toHaveLength(1)
  })

  it('bypasses caches on the way to the origin', async () => {
    const { model, sent } = await failingCandidate()

    await coordinatorOf(model).report(sent)

    const [, probe] = await probesOf(model, 'blue')
    expect(probe?.headers).toMatchObject({ 'cache-control': 'no-cache', pragma: 'no-cache' })
  })

  it('is not counted as a call', async () => {
    const { model, sent } = await failingCandidate()

    await coordinatorOf(model).report(sent)

    expect((await statusOf(model)).health.blue.calls).toBe(0)
    expect(await seenBy(model, 'blue')).toEqual([])
  })

  it('is sent once when several isolates report the faults at the same time', async () => {
    const { model, sent } = await failingCandidate()
    await script(model, 'blue', { first: 'hang' })

    await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        coordinatorOf(model).report({ ...sent, isolate: `isolate-${index}` })
      )
    )

    expect(await probesOf(model, 'blue')).toHaveLength(2)
    expect(await statusOf(model)).toMatchObject({
      live: 'green',
      alerts: [{ code: 'live_faulty' }, { code: 'no_way_back' }],
    })
  })

  it.each([200, 401, 404, 429])(
    'allows the rollback when it is answered with %i',
    async (status) => {
      const { model, sent } = await failingCandidate()
      await script(model, 'blue', { status })

      await coordinatorOf(model).report(sent)

      expect(await statusOf(model)).toMatchObject({
        live: 'blue',
        quarantined: 'green',
        alerts: [],
      })
    }
  )

  it.each([500, 503])('prevents the rollback when it is answered with %i', async (status) => {
    const { model, sent } = await failingCandidate()
    await script(model, 'blue', { status })

    await coordinatorOf(model).report(sent)

    expect(await statusOf(model)).toMatchObject({
      live: 'green',
      alerts: [{ code: 'live_faulty' }, { code: 'no_way_back' }],
    })
  })

  it('is not sent without a faulty verdict', async () => {
    const { model } = await failingCandidate()

    await coordinatorOf(model).report(report([currentTally({ started: 20, fault: 1 })]))

    expect(await probesOf(model, 'blue')).toHaveLength(1)
  })
})
