import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import { breakable, unreachable } from '../../support/worker/faults/coordinator-faults.ts'
import { kvLag } from '../../support/worker/faults/kv-faults.ts'
import { report } from '../../support/reports.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { restarted } from '../../support/worker/restarted.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'
import { routerFieldOf } from '../../support/router-field.ts'

async function breakGlass(
  model: string,
  pointer: Partial<Pointer>,
  options: KVNamespacePutOptions = {}
): Promise<Pointer> {
  const { slots } = await statusOf(model)
  const written = { revision: 9, slots, stable: 'green' as const, weight: 0, ...pointer }
  await env.POINTERS.put(`pointer:${model}`, JSON.stringify(written), options)
  return written
}

/** Returns the newest history entry. */
async function newestOf(model: string): Promise<HistoryEntry | undefined> {
  await statusOf(model)
  return (await env.COORDINATOR.getByName(model).history(1))[0]
}

async function pointerInKv(model: string): Promise<unknown> {
  return env.POINTERS.get(`pointer:${model}`, 'json')
}

describe('a pointer written by hand while the coordinator is down', () => {
  it('is followed by warm isolates', async () => {
    const model = freshModel()
    await statusOf(model)
    const coordinator = breakable(env.COORDINATOR)
    const isolate = coldIsolate({ COORDINATOR: coordinator.namespace })
    await isolate.colorsOf(model, 1)
    coordinator.failWith(unreachable)

    await breakGlass(model, {})

    await vi.waitFor(async () => expect(await isolate.colorsOf(model, 1)).toEqual(['green']), {
      timeout: 8_000,
      interval: 100,
    })
  }, 10_000)

  it('is adopted by the coordinator when that is up again', async () => {
    const model = freshModel()
    const coordinator = breakable(env.COORDINATOR)
    coordinator.failWith(unreachable)
    await breakGlass(model, {})
    const isolate = coldIsolate({ COORDINATOR: coordinator.namespace })
    const meanwhile = await isolate.colorsOf(model, 1)

    coordinator.failWith(undefined)
    await isolate.reported()

    expect(meanwhile).toEqual(['green'])
    expect(await statusOf(model)).toMatchObject({
      live: 'green',
      revision: 9,
      kv: { inSync: true },
    })
  })

  it('is adopted from an isolate’s report when KV shows the coordinator an old pointer', async () => {
    const model = freshModel()
    await statusOf(model)
    const behind = kvLag(env.POINTERS)
    await behind.get(`pointer:${model}`)
    const pointer = await breakGlass(model, {})

    const reply = await restarted(model, { POINTERS: behind }, (coordinator) =>
      coordinator.report(report([], { revision: 9, pointer }))
    )

    expect(reply.pointer).toMatchObject({ revision: 9, stable: 'green' })
    expect(await pointerInKv(model)).toMatchObject({ revision: 9, stable: 'green' })
  })

  it('is adopted before a later command, which makes the next revision', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    await breakGlass(model, { stable: 'green' })

    await switchTo(model, 'blue')

    expect(await pointerInKv(model)).toMatchObject({ revision: 10, candidate: 'blue' })
  })
})

describe('a pointer written by hand with the revision of the coordinator’s pointer', () => {
  it('wins under a higher revision', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    await breakGlass(model, { revision: 2, stable: 'blue' })
    const status = await statusOf(model)

    expect(status).toMatchObject({ live: 'blue', revision: 3, kv: { inSync: true } })
    expect(await pointerInKv(model)).toMatchObject({ revision: 3, stable: 'blue', weight: 0 })
  })

  it('is adopted from a report when the coordinator has overwritten it in KV', async () => {
    const model = freshModel()
    const pointer = await breakGlass(model, { revision: 2, stable: 'blue', quarantined: 'green' })
    await env.POINTERS.delete(`pointer:${model}`)
    await switchTo(model, 'green')
    const sent = report([], { revision: 2, pointer })

    const reply = await env.COORDINATOR.getByName(model).report(sent)

    expect(reply.pointer).toMatchObject({ revision: 3, stable: 'blue', weight: 0 })
  })

  it('brings all isolates to the same revision, whichever pointer they followed', async () => {
    const model = freshModel()
    const byHand = coldIsolate()
    const byReport = coldIsolate()
    await byReport.colorsOf(model, 1)
    await byReport.reported()
    await switchTo(model, 'green')
    await breakGlass(model, { revision: 2, stable: 'blue' })
    await byHand.colorsOf(model, 1)

    await statusOf(model)
    await Promise.all([byHand.colorsOf(model, 1), byReport.colorsOf(model, 1)])
    await Promise.all([byHand.reported(), byReport.reported()])

    const revisions = await Promise.all(
      [byHand, byReport].map(async (isolate) => routerFieldOf(await isolate.call(model))?.revision)
    )
    expect(revisions).toEqual([3, 3])
  })
})

describe('the history of a pointer written by hand', () => {
  it('holds author and reason from the metadata of the key', async () => {
    const model = freshModel()
    const metadata = { by: 'ada', reason: 'admin is down' }

    await breakGlass(model, {}, { metadata })

    expect(await newestOf(model)).toMatchObject({
      revision: 9,
      action: 'break_glass',
      by: 'ada',
      source: 'kv',
      reason: 'break-glass: admin is down (pointer 9 was found in KV)',
    })
  })

  it.each([
    ['no metadata', null],
    ['metadata of another kind', ['ada']],
    ['a note without a reason', { by: 'ada' }],
    ['an author that is too long', { by: 'a'.repeat(101), reason: 'admin is down' }],
  ])('holds the place where it was found with %s', async (_, metadata) => {
    const model = freshModel()

    await breakGlass(model, {}, { metadata })

    expect(await newestOf(model)).toMatchObject({
      action: 'break_glass',
      by: 'break-glass',
      source: 'kv',
      reason: 'pointer 9 was found in KV',
    })
  })
})
