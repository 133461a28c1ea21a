import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Command } from '../../../src/control-plane/coordinator/command.ts'
import { kv429, kvHeld, kvLag, kvOutage, kvSilence } from '../../support/worker/faults/kv-faults.ts'
import { report } from '../../support/reports.ts'
import { coldIsolate, type Isolate } from '../../support/worker/isolate.ts'
import { restarted } from '../../support/worker/restarted.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

const cause = { by: 'ada', source: 'test', reason: 'because' }
const toGreen: Command = { event: { type: 'switch', to: 'green', cause }, ifRevision: undefined }
const rollback: Command = { event: { type: 'rollback', cause }, ifRevision: undefined }

async function pointerInKv(model: string): Promise<unknown> {
  return env.POINTERS.get(`pointer:${model}`, 'json')
}

/** Switches after the isolate's first call and report, then makes its next call and report. */
async function switchWhileWarm(model: string, isolate: Isolate): Promise<void> {
  await isolate.colorsOf(model, 1)
  await isolate.reported()
  await switchTo(model, 'green')
  await isolate.colorsOf(model, 1)
  await isolate.reported()
}

describe('while KV answers no reads', () => {
  it('a cold isolate asks the coordinator', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const isolate = coldIsolate({ POINTERS: kvOutage(env.POINTERS) })

    expect(await isolate.colorsOf(model, 1)).toEqual(['green'])
  })

  it('a warm isolate learns of a switch from its next report', async () => {
    const model = freshModel()
    const isolate = coldIsolate({ POINTERS: kvOutage(env.POINTERS) })

    await switchWhileWarm(model, isolate)

    expect(await isolate.colorsOf(model, 1)).toEqual(['green'])
  })

  it('a coordinator starts and carries out commands', async () => {
    const model = freshModel()

    const commanded = await restarted(model, { POINTERS: kvOutage(env.POINTERS) }, (coordinator) =>
      coordinator.command(toGreen)
    )

    expect(commanded).toMatchObject({ ok: true, value: { live: 'green', revision: 2 } })
  })
})

it('answers a command within its wait for KV when KV never answers', async () => {
  const model = freshModel()

  const commanded = await restarted(model, { POINTERS: kvSilence(env.POINTERS) }, (coordinator) =>
    coordinator.command(toGreen)
  )

  expect(commanded).toMatchObject({ ok: true, value: { live: 'green', kv: { inSync: false } } })
}, 15_000)

describe('while KV is 60 s behind', () => {
  it('a busy isolate learns of a switch from its next report', async () => {
    const model = freshModel()
    await statusOf(model)
    const isolate = coldIsolate({ POINTERS: kvLag(env.POINTERS) })

    await switchWhileWarm(model, isolate)

    expect(await isolate.colorsOf(model, 1)).toEqual(['green'])
  })

  it('a cold isolate starts with the pointer in KV and gets the newest one with its first report', async () => {
    const model = freshModel()
    await statusOf(model)
    const behind = kvLag(env.POINTERS)
    await behind.get(`pointer:${model}`)
    await switchTo(model, 'green')
    const isolate = coldIsolate({ POINTERS: behind })

    const first = await isolate.colorsOf(model, 1)
    await isolate.reported()

    expect([...first, ...(await isolate.colorsOf(model, 1))]).toEqual(['blue', 'green'])
  })

  it('the coordinator keeps its revision and reports that KV is not in sync', async () => {
    const model = freshModel()
    await statusOf(model)
    const behind = kvLag(env.POINTERS)
    await behind.get(`pointer:${model}`)

    const status = await restarted(model, { POINTERS: behind }, async (coordinator) => {
      await coordinator.command(toGreen)
      return coordinator.status()
    })

    expect(status).toMatchObject({ live: 'green', revision: 2, kv: { revision: 1, inSync: false } })
    expect(await pointerInKv(model)).toMatchObject({ revision: 2 })
  })
})

describe('while KV answers writes with 429', () => {
  it('isolates get the newest pointer with their reports, and the status shows the lag', async () => {
    const model = freshModel()
    await statusOf(model)
    const { kv, refused } = kv429(env.POINTERS)

    const result = await restarted(model, { POINTERS: kv }, async (coordinator) => {
      await coordinator.command(toGreen)
      await coordinator.command(rollback)
      const { pointer } = await coordinator.report(report([]))
      return { pointer, status: await coordinator.status() }
    })

    expect(refused()).toBeGreaterThan(0)
    expect(result.pointer).toMatchObject({ revision: 3, stable: 'blue', weight: 0 })
    expect(result.status.kv).toMatchObject({ revision: 2, inSync: false })
  })

  it('the alarm repeats the write until KV has the last revision', async () => {
    const model = freshModel()
    await statusOf(model)
    const { kv, refused } = kv429(env.POINTERS)

    await restarted(model, { POINTERS: kv }, async (coordinator) => {
      await coordinator.command(toGreen)
      await coordinator.command(rollback)
      await vi.waitFor(
        async () => {
          await coordinator.alarm()
          expect(await pointerInKv(model)).toMatchObject({ revision: 3 })
        },
        { timeout: 5_000, interval: 300 }
      )
    })

    expect(refused()).toBeGreaterThan(0)
  })
})

describe('a command during a KV write', () => {
  it('is decided at once and written afterwards', async () => {
    const model = freshModel()
    await statusOf(model)
    const { kv, held, release } = kvHeld(env.POINTERS)

    const revisions = await restarted(model, { POINTERS: kv }, async (coordinator) => {
      const first = coordinator.command(toGreen)
      await vi.waitFor(() => expect(held()).toBe(1))
      const second = coordinator.command(rollback)
      await vi.waitFor(() => expect(coordinator.pointer().revision).toBe(3))
      release()
      return Promise.all([first, second])
    })

    expect(revisions.every(({ ok }) => ok)).toBe(true)
    expect(await pointerInKv(model)).toMatchObject({ revision: 3, stable: 'blue', weight: 0 })
  })
})

describe('a document in KV that is not a pointer', () => {
  it.each([
    ['truncated', '{"revision":9,"slots":{"blue":{"origin":"http://x"'],
    ['of another shape', '{"revision":99,"stable":"red"}'],
    ['without slots', '{"revision":9,"stable":"blue","weight":0,"slots":{}}'],
  ])('%s is ignored by a warm isolate, a cold isolate and the coordinator', async (_, text) => {
    const model = freshModel()
    await switchTo(model, 'green')
    const warm = coldIsolate()
    await warm.colorsOf(model, 1)

    await env.POINTERS.put(`pointer:${model}`, text)
    const cold = coldIsolate()

    expect(await warm.colorsOf(model, 1)).toEqual(['green'])
    expect(await cold.colorsOf(model, 1)).toEqual(['green'])
    const status = await statusOf(model)
    expect(status).toMatchObject({ live: 'green', revision: 2, kv: { malformed: true } })
    expect(status.alerts).toMatchObject([{ code: 'pointer_malformed' }])
  })

  it('is replaced after the propagation time, and the alert ends', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await env.POINTERS.put(`pointer:${model}`, '{')
    vi.setSystemTime(Date.now() + 121_000)

    const status = await statusOf(model)

    expect(status).toMatchObject({ alerts: [], kv: { malformed: false, inSync: true } })
    expect(await pointerInKv(model)).toMatchObject({ revision: 2, candidate: 'green' })
  })
})
