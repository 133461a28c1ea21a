import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import {
  administer,
  freshModel,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

async function pointerInKv(model: string): Promise<unknown> {
  return env.POINTERS.get(`pointer:${model}`, 'json')
}

describe('reports', () => {
  it('are counted once, however often they are sent', async () => {
    const model = freshModel()
    await statusOf(model)
    const once = report([currentTally({ color: 'blue', release: 'v1' })])
    await coordinatorOf(model).report(once)

    await coordinatorOf(model).report(once)

    expect((await statusOf(model)).health.blue.calls).toBe(10)
  })

  it('are dropped when they are about another release than the one in the slot', async () => {
    const model = freshModel()

    await coordinatorOf(model).report(report([currentTally({ color: 'blue', release: 'v0' })]))

    expect((await statusOf(model)).health.blue.calls).toBe(0)
  })

  it('show how many isolates follow the newest revision', async () => {
    const model = freshModel()
    await coordinatorOf(model).report(report([]))
    await coordinatorOf(model).report(report([], { isolate: 'isolate-2' }))

    await switchTo(model, 'green')
    await coordinatorOf(model).report(report([], { sequence: 2, revision: 2 }))

    const { isolates } = await statusOf(model)
    expect(isolates).toMatchObject({ reporting: 2, following: 1, oldestRevision: 1 })
    expect(isolates.silentMs).toBeLessThan(1_000)
  })

  it('are scheduled more often during a bake', async () => {
    const model = freshModel()
    const idle = await coordinatorOf(model).report(report([]))
    await switchTo(model, 'green')

    const baking = await coordinatorOf(model).report(report([], { sequence: 2 }))

    expect(idle.nextReportMs).toBe(2_000)
    expect(baking.nextReportMs).toBe(250)
  })
})

describe('an eviction during a bake', () => {
  it('keeps the bake and its evidence', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await coordinatorOf(model).report(report([currentTally()]))
    await runDurableObjectAlarm(coordinatorOf(model))

    await evictDurableObject(coordinatorOf(model))

    const status = await statusOf(model)
    expect(status).toMatchObject({ phase: 'baking', live: 'green', revision: 2 })
    expect(status.health.green.calls).toBe(10)
  })

  it('does not count a report again that was counted before it', async () => {
    const model = freshModel()
    await statusOf(model)
    const once = report([currentTally({ color: 'blue', release: 'v1' })])
    await coordinatorOf(model).report(once)

    await evictDurableObject(coordinatorOf(model))
    await coordinatorOf(model).report(once)

    expect((await statusOf(model)).health.blue.calls).toBe(10)
  })
})

it('drops stored evidence of another shape', async () => {
  const model = freshModel()
  await statusOf(model)
  await coordinatorOf(model).report(report([currentTally({ color: 'blue', release: 'v1' })]))
  await runInDurableObject(coordinatorOf(model), (_, state) => {
    const old = '{"blue":{"shape":0},"green":{"shape":0}}'
    state.storage.sql.exec("UPDATE state SET document = ? WHERE key = 'evidence'", old)
  })
  await evictDurableObject(coordinatorOf(model))

  const status = await statusOf(model)

  expect(status.health.blue.calls).toBe(0)
})

describe('the pointer in KV', () => {
  it('is written before a command is answered', async () => {
    const model = freshModel()

    await switchTo(model, 'green')

    expect(await pointerInKv(model)).toMatchObject({ revision: 2, candidate: 'green', weight: 100 })
  })

  it('is adopted when it has a higher revision', async () => {
    const model = freshModel()
    const { slots } = await statusOf(model)
    const pointer = { revision: 9, slots, stable: 'green', weight: 0 }
    await env.POINTERS.put(`pointer:${model}`, JSON.stringify(pointer))

    const status = await statusOf(model)

    expect(status).toMatchObject({ revision: 9, live: 'green', stable: 'green', phase: 'idle' })
    const [entry] = await coordinatorOf(model).history(1)
    expect(entry).toMatchObject({ action: 'break_glass', by: 'break-glass', source: 'kv' })
  })

  it('is adopted before a switch, which makes the next revision', async () => {
    const model = freshModel()
    const { slots } = await statusOf(model)
    const pointer = { revision: 9, slots, stable: 'green', weight: 0 }
    await env.POINTERS.put(`pointer:${model}`, JSON.stringify(pointer))

    await switchTo(model, 'blue')

    expect(await pointerInKv(model)).toMatchObject({ revision: 10, candidate: 'blue' })
  })

  it('is ignored when it is not a pointer, and the status shows that', async () => {
    const model = freshModel()
    await statusOf(model)
    await env.POINTERS.put(`pointer:${model}`, '{"revision":99,"stable":"red"}')

    const status = await statusOf(model)

    expect(status).toMatchObject({ revision: 1, live: 'blue', kv: { malformed: true } })
  })
})

it('completes the bake at its end when the verdict is healthy', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  await coordinatorOf(model).report(report([currentTally({ started: 5_000 })]))
  vi.setSystemTime(Date.now() + 601_000)

  await runDurableObjectAlarm(coordinatorOf(model))
  const status = await statusOf(model)

  expect(status).toMatchObject({ phase: 'idle', live: 'green', stable: 'green' })
})

it('continues the bake after its end when there is too little evidence', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  vi.setSystemTime(Date.now() + 601_000)

  await runDurableObjectAlarm(coordinatorOf(model))
  const status = await statusOf(model)

  expect(status).toMatchObject({ phase: 'baking', live: 'green' })
})

it('stores one row per revision', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  await administer(`/models/${model}/rollback`, { method: 'POST' })

  const revisions = await runInDurableObject(coordinatorOf(model), (_, state) =>
    state.storage.sql.exec<{ revision: number }>('SELECT revision FROM rollouts').toArray()
  )

  expect(revisions.map(({ revision }) => revision)).toEqual([1, 2, 3])
})
