import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Collector } from '../../../src/control-plane/collector/collector.ts'
import { SLICE_MS } from '../../../src/core/reporting/tally.ts'
import {
  breakable,
  overloaded,
  unreachable,
} from '../../support/worker/faults/coordinator-faults.ts'
import { currentTally, report } from '../../support/reports.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

const onBlue = { color: 'blue', release: 'v1' } as const

function collectorOf(model: string, shard = 0) {
  return env.COLLECTOR.getByName(`${model}/weur/${shard}`)
}

/** Runs `use` with a new collector that has some bindings replaced. */
function collectorWith<Result>(
  model: string,
  replaced: Partial<Env>,
  use: (collector: Collector) => Promise<Result>
): Promise<Result> {
  return runInDurableObject(collectorOf(model), (_, state) =>
    use(new Collector(state, { ...env, ...replaced }))
  )
}

async function callsOn(model: string): Promise<number> {
  return (await statusOf(model)).health.blue.calls
}

describe('a collector', () => {
  it('reports the sum of its isolates’ counts', async () => {
    const model = freshModel()
    await statusOf(model)

    for (const isolate of ['a', 'b', 'c']) {
      await collectorOf(model).report(report([currentTally(onBlue)], { isolate }))
    }

    await vi.waitFor(async () => expect(await callsOn(model)).toBe(30), 5_000)
  })

  it('reports the sum of the answers to repeated calls', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const slice = Math.floor(Date.now() / SLICE_MS)
    const repeats = [{ ...onBlue, slice, caller: 1, answered: 2, failed: 1 }]

    for (const isolate of ['a', 'b', 'c']) {
      await collectorOf(model).report(report([currentTally()], { isolate, repeats }))
    }

    await vi.waitFor(
      async () =>
        expect((await statusOf(model)).stableAnswers).toMatchObject({ answered: 6, failed: 3 }),
      5_000
    )
  })

  it('counts a report once however often it is sent', async () => {
    const model = freshModel()
    await statusOf(model)
    const once = report([currentTally(onBlue)])
    await collectorOf(model).report(once)
    await collectorOf(model).report(once)
    await collectorOf(model).report(report([currentTally(onBlue)], { isolate: 'b' }))

    await vi.waitFor(async () => expect(await callsOn(model)).toBe(20), 5_000)
  })

  it('replies with the newest pointer', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    const reply = await collectorOf(model).report(report([]))

    expect(reply).toMatchObject({ pointer: { revision: 2, candidate: 'green' }, nextReportMs: 250 })
  })

  it('delivers the faults that cause a rollback and replies with the new pointer', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await collectorOf(model).report(report([currentTally({ started: 20, fault: 20 })]))

    await vi.waitFor(async () => {
      const reply = await collectorOf(model).report(report([], { isolate: 'b' }))
      expect(reply.pointer).toMatchObject({ revision: 3, weight: 0, quarantined: 'green' })
    }, 5_000)
  })

  it('forwards an isolate’s pointer that the coordinator does not know', async () => {
    const model = freshModel()
    const { slots } = await statusOf(model)
    const pointer = { revision: 9, slots, stable: 'green' as const, weight: 0 }

    await collectorOf(model).report(report([currentTally(onBlue)], { revision: 9, pointer }))

    await vi.waitFor(
      async () => expect(await statusOf(model)).toMatchObject({ revision: 9, live: 'green' }),
      5_000
    )
  })

  it('asks the coordinator again when its pointer is out of date', async () => {
    const model = freshModel()
    await collectorOf(model).report(report([]))
    await switchTo(model, 'green')
    vi.setSystemTime(Date.now() + 60_000)

    const { pointer } = await collectorOf(model).report(report([], { sequence: 2 }))

    expect(pointer.revision).toBe(2)
  })

  it('replies with the coordinator’s pointer after an eviction', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await collectorOf(model).report(report([]))
    await evictDurableObject(collectorOf(model))

    const { pointer } = await collectorOf(model).report(report([], { sequence: 2 }))

    expect(pointer.revision).toBe(2)
  })
})

describe('the isolates behind collectors', () => {
  it('are counted one by one', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    for (const isolate of ['a', 'b', 'c']) {
      const sent = report([currentTally()], { isolate, revision: isolate === 'c' ? 1 : 2 })
      await collectorOf(model, isolate === 'a' ? 0 : 1).report(sent)
    }

    await vi.waitFor(async () => {
      const { isolates } = await statusOf(model)
      expect(isolates).toMatchObject({ reporting: 3, following: 2, oldestRevision: 1 })
    }, 5_000)
  })
})

describe('while the coordinator fails', () => {
  it('a collector keeps the counts and delivers them later, once', async () => {
    const model = freshModel()
    await statusOf(model)
    const coordinator = breakable(env.COORDINATOR)

    await collectorWith(model, { COORDINATOR: coordinator.namespace }, async (collector) => {
      coordinator.failWith(overloaded)
      await collector.report(report([currentTally(onBlue)]))
      await collector.report(report([currentTally(onBlue)], { sequence: 2 }))
      coordinator.failWith(undefined)
      await vi.waitFor(async () => expect(await callsOn(model)).toBe(20), 8_000)
    })
  }, 10_000)

  it('a collector replies with the pointer in KV', async () => {
    const model = freshModel()
    const { slots } = await env.COORDINATOR.getByName(model).pointer()
    const pointer = { revision: 9, slots, stable: 'green', weight: 0 }
    await env.POINTERS.put(`pointer:${model}`, JSON.stringify(pointer))
    const coordinator = breakable(env.COORDINATOR)
    coordinator.failWith(unreachable)

    const reply = await collectorWith(model, { COORDINATOR: coordinator.namespace }, (collector) =>
      collector.report(report([]))
    )

    expect(reply.pointer).toEqual(pointer)
  })
})

describe('an isolate of a model with collectors', () => {
  it('learns of a switch through a collector, and its calls are counted', async () => {
    const model = freshModel()
    await statusOf(model)
    const isolate = coldIsolate({ collectors: 2 })
    const first = await isolate.colorsOf(model, 2)
    await isolate.reported()
    await switchTo(model, 'green')

    await vi.waitFor(
      async () => {
        expect(await isolate.colorsOf(model, 1)).toEqual(['green'])
      },
      { timeout: 8_000, interval: 200 }
    )

    expect(first).toEqual(['blue', 'blue'])
    expect(await callsOn(model)).toBeGreaterThanOrEqual(2)
  }, 10_000)

  it('answers calls and keeps its counts while its collector fails', async () => {
    const model = freshModel()
    await statusOf(model)
    const collectors = breakable(env.COLLECTOR)
    collectors.failWith(unreachable)
    const isolate = coldIsolate({ collectors: 1, COLLECTOR: collectors.namespace })

    const colors = await isolate.colorsOf(model, 3)
    await vi.waitFor(() => expect(collectors.failures()).toBeGreaterThan(0), 5_000)
    collectors.failWith(undefined)
    await isolate.reported()

    expect(colors).toEqual(['blue', 'blue', 'blue'])
    await vi.waitFor(async () => expect(await callsOn(model)).toBe(3), 5_000)
  }, 10_000)
})
