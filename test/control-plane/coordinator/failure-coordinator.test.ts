import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  breakable,
  overloaded,
  unreachable,
} from '../../support/worker/faults/coordinator-faults.ts'
import { kvOutage } from '../../support/worker/faults/kv-faults.ts'
import { currentTally, report } from '../../support/reports.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { restarted } from '../../support/worker/restarted.ts'
import { freshModel, script, statusOf, switchTo } from '../../support/worker/router-under-test.ts'
import { routerFieldOf } from '../../support/router-field.ts'

afterEach(() => vi.useRealTimers())

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

async function callsOn(model: string): Promise<number> {
  return (await statusOf(model)).health.blue.calls
}

describe.each([
  ['overloaded', overloaded],
  ['unreachable', unreachable],
])('while the coordinator is %s', (_, failure) => {
  it('calls are answered as before', async () => {
    const model = freshModel()
    const coordinator = breakable(env.COORDINATOR)
    const isolate = coldIsolate({ COORDINATOR: coordinator.namespace })
    await isolate.colorsOf(model, 1)
    await isolate.reported()
    coordinator.failWith(failure)

    const colors = await isolate.colorsOf(model, 5)

    expect(colors).toEqual(['blue', 'blue', 'blue', 'blue', 'blue'])
  })

  it('counts are kept, merged and delivered later, each count once', async () => {
    const model = freshModel()
    await statusOf(model)
    const coordinator = breakable(env.COORDINATOR)
    const isolate = coldIsolate({ COORDINATOR: coordinator.namespace })
    coordinator.failWith(failure)
    await isolate.colorsOf(model, 3)
    await vi.waitFor(() => expect(coordinator.failures()).toBeGreaterThan(0), 5_000)
    await isolate.colorsOf(model, 4)

    coordinator.failWith(undefined)
    await isolate.reported()

    expect(await callsOn(model)).toBe(7)
  }, 15_000)
})

it('does not retry an overloaded coordinator within the first second', async () => {
  const coordinator = breakable(env.COORDINATOR)
  const model = freshModel()
  await statusOf(model)
  const isolate = coldIsolate({ COORDINATOR: coordinator.namespace })
  coordinator.failWith(overloaded)
  await isolate.colorsOf(model, 1)
  await vi.waitFor(() => expect(coordinator.failures()).toBe(1), 5_000)

  await scheduler.wait(1_000)

  expect(coordinator.failures()).toBe(1)
})

it('a cold isolate follows the configured colors while KV and the coordinator are down', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  const coordinator = breakable(env.COORDINATOR)
  coordinator.failWith(unreachable)
  const POINTERS = kvOutage(env.POINTERS)
  const isolate = coldIsolate({ COORDINATOR: coordinator.namespace, POINTERS })

  const response = await isolate.call(model)

  expect(response.status).toBe(200)
  expect(routerFieldOf(response)).toMatchObject({ color: 'blue', revision: 0 })
})

describe('a coordinator that is reset during a report', () => {
  it('counts the resent report once', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await script(model, 'blue', { first: 'hang' })
    const failing = report([currentTally({ started: 20, fault: 20 })])
    const lost = coordinatorOf(model).report(failing)
    lost.catch(() => undefined)
    await runInDurableObject(coordinatorOf(model), (_, state) => {
      state.abort('reset by a test')
    }).catch(() => undefined)
    await script(model, 'blue', {})

    await expect(lost).rejects.toThrow('reset by a test')
    await coordinatorOf(model).report(failing)

    const status = await statusOf(model)
    expect(status.health.green.calls).toBe(20)
    expect(status).toMatchObject({ phase: 'idle', live: 'blue', quarantined: 'green', revision: 3 })
  })

  it('counts calls that started before the reset', async () => {
    const model = freshModel()
    await statusOf(model)
    const early = currentTally({ color: 'blue', release: 'v1' })
    await runInDurableObject(coordinatorOf(model), (_, state) => {
      state.abort('reset by a test')
    }).catch(() => undefined)
    await scheduler.wait(1_000)

    await coordinatorOf(model).report(report([early]))

    expect(await callsOn(model)).toBe(10)
  })

  it('receives the next report of its isolates', async () => {
    const model = freshModel()
    await statusOf(model)
    const isolate = coldIsolate()
    await isolate.colorsOf(model, 3)
    await runInDurableObject(coordinatorOf(model), (_, state) => {
      state.abort('reset by a test')
    }).catch(() => undefined)

    await isolate.reported()

    expect(await callsOn(model)).toBe(3)
  })
})

describe('two commands at once', () => {
  it('are carried out in sequence: the second sees the result of the first', async () => {
    const model = freshModel()

    const answers = await Promise.all([switchTo(model, 'green'), switchTo(model, 'green')])

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
    expect(await statusOf(model)).toMatchObject({ live: 'green', revision: 2 })
  })

  it('with the same If-Match revision: only one succeeds', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const onCondition = { 'if-match': '2' }

    const answers = await Promise.all([
      switchTo(model, 'blue', onCondition),
      switchTo(model, 'blue', onCondition),
    ])

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 412]))
  })
})

it('an alarm changes nothing when it runs again', async () => {
  const model = freshModel()
  await switchTo(model, 'green')

  await restarted(model, {}, async (coordinator) => {
    await coordinator.report(report([currentTally({ started: 5_000 })]))
    vi.setSystemTime(Date.now() + 601_000)
    await Promise.all([coordinator.alarm(), coordinator.alarm()])
    await coordinator.alarm()
  })

  const history = await restarted(model, {}, async (coordinator) => coordinator.history(9))
  expect(history.map(({ action }) => action)).toEqual(['complete', 'switch', 'seed'])
  const pointer = await env.POINTERS.get(`pointer:${model}`, 'json')
  expect(pointer).toMatchObject({ revision: 3, stable: 'green' })
})
