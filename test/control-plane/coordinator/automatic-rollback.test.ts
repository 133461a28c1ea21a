import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import {
  freshModel,
  infer,
  script,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'
import { routerFieldOf } from '../../support/router-field.ts'

/** Counts of this very moment: what started before a trial does not count for it. */
function failing() {
  return [currentTally({ started: 20, fault: 20 })]
}

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

describe('an automatic rollback', () => {
  it('brings real traffic back to stable when the candidate fails', async () => {
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

  it('comes with the reply to the report that tipped the scales', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    const { pointer } = await coordinatorOf(model).report(report(failing()))

    expect(pointer).toMatchObject({ stable: 'blue', weight: 0, revision: 3, quarantined: 'green' })
  })

  it('leaves its evidence in the history', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await coordinatorOf(model).report(report(failing()))

    const [entry] = await coordinatorOf(model).history(1)

    expect(entry).toMatchObject({ action: 'rollback', by: 'router', source: 'detector' })
    expect(entry?.evidence).toContain('20 of 20 calls failed on green')
  })

  it('does not come from what clients did wrong', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    await coordinatorOf(model).report(report([currentTally({ started: 500, neutral: 500 })]))

    expect(await statusOf(model)).toMatchObject({ phase: 'baking', live: 'green' })
  })

  it('does not lead into a hole: stable is asked first', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await script(model, 'blue', { first: 'reset' })

    await coordinatorOf(model).report(report(failing()))

    const status = await statusOf(model)
    expect(status).toMatchObject({ phase: 'baking', live: 'green' })
    expect(status.alert?.code).toBe('live_faulty')
  })

  it('never leads to a color that went bad before: traffic stays, and people are called', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await coordinatorOf(model).report(report(failing()))

    for (let sequence = 2; sequence < 6; sequence++) {
      const tallies = [currentTally({ color: 'blue', release: 'v1', started: 20, fault: 20 })]
      await coordinatorOf(model).report(report(tallies, { sequence }))
    }

    expect(await statusOf(model)).toMatchObject({ live: 'blue', quarantined: 'green', revision: 3 })
    expect((await statusOf(model)).alert?.code).toBe('live_faulty')
    const history = await coordinatorOf(model).history(9)
    expect(history.map(({ action }) => action)).toEqual(['alert', 'rollback', 'switch', 'seed'])
  })

  it('is not repeated for old faults when the color gets another chance', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await coordinatorOf(model).report(report(failing()))
    await switchTo(model, 'green')

    await coordinatorOf(model).report(report([currentTally({ started: 20 })], { sequence: 2 }))

    expect(await statusOf(model)).toMatchObject({
      phase: 'baking',
      live: 'green',
      quarantined: null,
    })
    expect((await statusOf(model)).health.green).toMatchObject({ calls: 20, faults: 0 })
  })

  it('comes once stable answers again', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await script(model, 'blue', { first: 'reset' })
    await coordinatorOf(model).report(report(failing()))
    await script(model, 'blue', {})

    await coordinatorOf(model).report(report(failing(), { sequence: 2 }))

    expect(await statusOf(model)).toMatchObject({ phase: 'idle', live: 'blue', alert: null })
  })
})
