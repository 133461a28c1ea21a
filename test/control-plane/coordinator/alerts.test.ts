import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { currentTally, report } from '../../support/reports.ts'
import {
  freshModel,
  script,
  statusOf,
  switchTo,
  switchByForce,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

/** Returns a function that lets seconds pass, with a report in each. */
function secondsOf(model: string, revision: number) {
  const last = { sequence: 0 }
  return async (seconds: number, counts: Partial<Tally>) => {
    for (let second = 0; second < seconds; second++) {
      vi.setSystemTime(Date.now() + 1_000)
      const tallies = [1, 2, 3, 4].map((caller) =>
        currentTally({ caller, route: OTHER_ROUTE, ...counts })
      )
      const sent = report(tallies, { sequence: ++last.sequence, revision })
      await env.COORDINATOR.getByName(model).report(sent)
    }
  }
}

const onBlue = { color: 'blue', release: 'v1' } as const

describe('an alert after five bad minutes', () => {
  it.each([
    ['all calls failed', 1, 1],
    ['every tenth call failed', 10, 1],
  ])(
    'ends within four minutes of recovery: %s',
    async (_, started, fault) => {
      const model = freshModel()
      await statusOf(model)
      const pass = secondsOf(model, 1)
      await pass(30, { ...onBlue, started })
      await pass(300, { ...onBlue, started, fault })
      const during = await statusOf(model)

      await pass(150, { ...onBlue, started })
      const early = await statusOf(model)
      await pass(90, { ...onBlue, started })

      expect(during.alerts).toMatchObject([{ code: 'live_faulty' }])
      expect(early.alerts).toMatchObject([{ code: 'live_faulty' }])
      expect(await statusOf(model)).toMatchObject({ alerts: [], live: 'blue' })
      const [entry] = await env.COORDINATOR.getByName(model).history(1)
      expect(entry).toMatchObject({ action: 'alert_cleared', by: 'router' })
    },
    30_000
  )

  it('ends during a bake that cannot be rolled back, without a later rollback', async () => {
    const model = freshModel()
    await script(model, 'blue', { status: 503 })
    await switchByForce(model, 'green')
    const pass = secondsOf(model, 2)
    await pass(300, { started: 5, fault: 5 })
    const during = await statusOf(model)
    await pass(200, { started: 5 })
    await script(model, 'blue', {})

    await pass(40, { started: 5 })

    expect(during.alerts).toMatchObject([{ code: 'live_faulty' }, { code: 'no_way_back' }])
    const after = await statusOf(model)
    expect(after).toMatchObject({ live: 'green', phase: 'baking' })
    // The next probe of stable is the alarm's.
    expect(after.alerts).toMatchObject([{ code: 'no_way_back' }])
  }, 30_000)

  it('ends after an outage of both colors, without a rollback, also when stable is back at once', async () => {
    const model = freshModel()
    await script(model, 'blue', { status: 503 })
    await switchByForce(model, 'green')
    const pass = secondsOf(model, 2)
    await pass(10, { started: 5, fault: 5 })
    const during = await statusOf(model)
    await script(model, 'blue', {})

    await pass(200, { started: 5 })

    expect(during.alerts).toMatchObject([{ code: 'live_faulty' }, { code: 'no_way_back' }])
    const after = await statusOf(model)
    expect(after).toMatchObject({ live: 'green', phase: 'baking' })
    // The next probe of stable is the alarm's.
    expect(after.alerts).toMatchObject([{ code: 'no_way_back' }])
    const [entry] = await env.COORDINATOR.getByName(model).history(1)
    expect(entry).toMatchObject({ action: 'alert_cleared', source: 'detector' })
  }, 30_000)

  it('stays while calls go on to fail', async () => {
    const model = freshModel()
    await statusOf(model)
    const pass = secondsOf(model, 1)
    await pass(60, { ...onBlue, started: 5, fault: 5 })

    await pass(240, { ...onBlue, started: 10, fault: 1 })

    expect((await statusOf(model)).alerts).toMatchObject([{ code: 'live_faulty' }])
    const history = await env.COORDINATOR.getByName(model).history(9)
    expect(history.filter(({ action }) => action === 'alert')).toHaveLength(1)
  }, 30_000)
})

it('an old incident of stable raises no alert in the second of a rollback to it', async () => {
  const model = freshModel()
  await statusOf(model)
  const pass = secondsOf(model, 1)
  await pass(30, { ...onBlue, started: 10 })
  await pass(10, { ...onBlue, started: 10, fault: 10 })
  const before = await statusOf(model)
  await switchTo(model, 'green')

  await switchTo(model, 'blue')
  const late = currentTally({ ...onBlue, started: 0, fault: 9, slice: sliceBefore(2) })
  await env.COORDINATOR.getByName(model).report(report([late], { isolate: 'late', revision: 3 }))

  expect(before.alerts).toMatchObject([{ code: 'live_faulty' }])
  expect(await statusOf(model)).toMatchObject({ live: 'blue', phase: 'idle', alerts: [] })
  expect((await statusOf(model)).health.blue).toMatchObject({ calls: 0, faults: 0 })
})

function sliceBefore(seconds: number): number {
  return Math.floor(Date.now() / 1_000) - seconds
}
