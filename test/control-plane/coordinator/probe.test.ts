import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import {
  freshModel,
  probesOf,
  script,
  seenBy,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

/** A model with green on trial, and a report that all calls on green fail. */
async function failingCandidate() {
  const model = freshModel()
  await switchTo(model, 'green')
  return { model, sent: report([currentTally({ started: 20, fault: 20 })]) }
}

describe('the probe before a rollback', () => {
  it('goes directly to the origin of stable', async () => {
    const { model, sent } = await failingCandidate()

    await coordinatorOf(model).report(sent)

    const probes = await probesOf(model, 'blue')
    expect(probes.map(({ method, url }) => [method, url])).toEqual([
      ['GET', `/${model}/v2/health/ready`],
    ])
    expect(probes[0]?.headers).not.toHaveProperty('x-forwarded-host')
    expect(await probesOf(model, 'green')).toEqual([])
  })

  it('bypasses caches on the way to the origin', async () => {
    const { model, sent } = await failingCandidate()

    await coordinatorOf(model).report(sent)

    const [probe] = await probesOf(model, 'blue')
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

    expect(await probesOf(model, 'blue')).toHaveLength(1)
    expect(await statusOf(model)).toMatchObject({ live: 'green', alert: { code: 'live_faulty' } })
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
        alert: null,
      })
    }
  )

  it.each([500, 503])('prevents the rollback when it is answered with %i', async (status) => {
    const { model, sent } = await failingCandidate()
    await script(model, 'blue', { status })

    await coordinatorOf(model).report(sent)

    expect(await statusOf(model)).toMatchObject({ live: 'green', alert: { code: 'live_faulty' } })
  })

  it('is not sent without a faulty verdict', async () => {
    const { model } = await failingCandidate()

    await coordinatorOf(model).report(report([currentTally({ started: 20, fault: 1 })]))

    expect(await probesOf(model, 'blue')).toEqual([])
  })
})
