import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { currentTally, report } from '../../support/reports.ts'
import {
  freshModel,
  infer,
  script,
  statusOf,
  switchTo,
  switchByForce,
} from '../../support/worker/router-under-test.ts'
import { routerFieldOf } from '../../support/router-field.ts'

afterEach(() => vi.useRealTimers())

/** Faults of calls that start now, because evidence on a candidate begins with its trial. */
function faults(causes: Tally['causes'] = {}) {
  return [currentTally({ started: 20, fault: 20, causes })]
}

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

describe('an automatic rollback', () => {
  it('moves traffic back to stable when the candidate fails', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await script(model, 'green', { status: 500 })

    const answer = await vi.waitFor(async () => {
      const response = await infer(model, { headers: { 'x-bluegreen-failover': 'never' } })
      expect(routerFieldOf(response)?.color).toBe('blue')
      return response
    }, 10_000)

    expect(answer.status).toBe(200)
    expect(await statusOf(model)).toMatchObject({
      phase: 'idle',
      live: 'blue',
      quarantined: 'green',
    })
  })

  it('is in the reply to the report that causes it', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    const { pointer } = await coordinatorOf(model).report(report(faults()))

    expect(pointer).toMatchObject({ stable: 'blue', weight: 0, revision: 3, quarantined: 'green' })
  })

  it('names the cause of the failures in the history and in the status', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const causes = { 'fault/500': 17, 'fault/timeout': 3 }
    await coordinatorOf(model).report(report(faults(causes)))

    const [entry] = await coordinatorOf(model).history(1)
    const { health } = await statusOf(model)

    expect(entry?.evidence).toContain('20 of 20 calls failed (17 × 500, 3 × timeout) on green')
    expect(health.green.causes).toEqual({ faults: { '500': 17, timeout: 3 }, overload: {} })
    expect(health.blue.causes).toEqual({ faults: {}, overload: {} })
  })

  it('records its evidence in the history', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await coordinatorOf(model).report(report(faults()))

    const [entry] = await coordinatorOf(model).history(1)

    expect(entry).toMatchObject({ action: 'rollback', by: 'router', source: 'detector' })
    expect(entry?.evidence).toContain('20 of 20 calls failed on green')
  })

  it('is not caused by client errors', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    await coordinatorOf(model).report(report([currentTally({ started: 500, neutral: 500 })]))

    expect(await statusOf(model)).toMatchObject({ phase: 'baking', live: 'green' })
  })

  it('does not happen when stable does not answer the probe', async () => {
    const model = freshModel()
    await script(model, 'blue', { first: 'reset' })
    await switchByForce(model, 'green')

    await coordinatorOf(model).report(report(faults()))

    const status = await statusOf(model)
    expect(status).toMatchObject({ phase: 'baking', live: 'green' })
    expect(status.alerts).toMatchObject([{ code: 'live_faulty' }, { code: 'no_way_back' }])
  })

  it('never leads to a quarantined color: traffic stays, and the alert is raised', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await coordinatorOf(model).report(report(faults()))

    for (let sequence = 2; sequence < 6; sequence++) {
      const tallies = [currentTally({ color: 'blue', release: 'v1', started: 20, fault: 20 })]
      await coordinatorOf(model).report(report(tallies, { sequence }))
    }

    expect(await statusOf(model)).toMatchObject({ live: 'blue', quarantined: 'green', revision: 3 })
    expect((await statusOf(model)).alerts).toMatchObject([{ code: 'live_faulty' }])
    const history = await coordinatorOf(model).history(9)
    expect(history.map(({ action }) => action)).toEqual(['alert', 'rollback', 'switch', 'seed'])
  })

  it('is not repeated for old faults after another switch to the color', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await coordinatorOf(model).report(report(faults()))
    await switchByForce(model, 'green')

    await coordinatorOf(model).report(report([currentTally({ started: 20 })], { sequence: 2 }))

    expect(await statusOf(model)).toMatchObject({
      phase: 'baking',
      live: 'green',
      quarantined: null,
    })
    expect((await statusOf(model)).health.green).toMatchObject({ calls: 20, faults: 0 })
  })

  it('happens once stable answers the probe again', async () => {
    const model = freshModel()
    await script(model, 'blue', { first: 'reset' })
    await switchByForce(model, 'green')
    await coordinatorOf(model).report(report(faults()))
    await script(model, 'blue', {})
    vi.setSystemTime(Date.now() + 6_000)

    await coordinatorOf(model).report(report(faults(), { sequence: 2 }))

    expect(await statusOf(model)).toMatchObject({ phase: 'idle', live: 'blue', alerts: [] })
  })

  it('does not happen for an outage of both colors that is over on both', async () => {
    const model = freshModel()
    await script(model, 'blue', { first: 'reset' })
    await switchByForce(model, 'green')
    await coordinatorOf(model).report(report(faults()))
    await script(model, 'blue', {})
    vi.setSystemTime(Date.now() + 6_000)

    const good = [currentTally({ started: 20 })]
    await coordinatorOf(model).report(report(good, { sequence: 2 }))

    const status = await statusOf(model)
    expect(status).toMatchObject({ phase: 'baking', live: 'green', quarantined: null })
    expect(status.alerts).toMatchObject([{ code: 'live_faulty' }, { code: 'no_way_back' }])
  })
})
