import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import type { Slot } from '../../../src/core/routing/slot.ts'
import type { PointerRefusal } from '../../../src/core/routing/pointer-refusal.ts'
import { report } from '../../support/reports.ts'
import { breakable, unreachable } from '../../support/worker/faults/coordinator-faults.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { linesOf, recordedLog } from '../../support/worker/log-lines.ts'
import { freshModel, seenBy, statusOf, switchTo } from '../../support/worker/router-under-test.ts'
import { giveSecretHeader, SECRET_NAME } from '../../support/worker/secret-headers.ts'

afterEach(() => vi.useRealTimers())

const lines = recordedLog()

/** Reason, changes of the pointer, and changes of its slot of green. */
type Refused = readonly [PointerRefusal, Partial<Pointer>, Partial<Slot>]

const refused: readonly Refused[] = [
  ['impossible_revision', { revision: 1_000_010 }, {}],
  ['impossible_revision', { revision: 999_999_999_999_999 }, {}],
  ['unknown_host', {}, { origin: 'http://127.0.0.1:9' }],
  ['unknown_host', {}, { origin: 'https://evil.test' }],
  ['impossible_port', {}, { origin: 'http://127.0.0.1:99999' }],
  ['forbidden_secret', {}, { headers: { authorization: 'ADMIN_TOKEN' } }],
  ['forbidden_secret', {}, { headers: { authorization: 'HOOK_SECRET' } }],
  ['impossible_label', {}, { release: 'v1\r\nset-cookie: x' }],
  ['impossible_label', {}, { release: 'x'.repeat(65) }],
]

/** A pointer to green of the model, with revision 9 and some changes. */
async function pointerOf(
  model: string,
  changes: Partial<Pointer>,
  green: Partial<Slot>
): Promise<Pointer> {
  const { slots } = await statusOf(model)
  const changed = { blue: slots.blue, green: { ...slots.green, ...green } }
  return { revision: 9, slots: changed, stable: 'green', weight: 0, ...changes }
}

async function putByHand(model: string, pointer: Pointer): Promise<void> {
  await env.POINTERS.put(`pointer:${model}`, JSON.stringify(pointer))
}

describe.each(refused)('a pointer in KV with %s: %j %j', (reason, changes, green) => {
  it('is not adopted, and has a log line, an alert and a line in the history', async () => {
    const model = freshModel()
    await putByHand(model, await pointerOf(model, changes, green))

    const status = await statusOf(model)

    expect(status).toMatchObject({
      live: 'blue',
      revision: 1,
      kv: { revision: null, inSync: false, malformed: false, refused: reason },
      alerts: [{ code: 'pointer_refused' }],
    })
    expect(linesOf(lines(), 'pointer_refused', model)[0]).toMatchObject({ source: 'kv', reason })
    const [entry] = await env.COORDINATOR.getByName(model).history(1)
    expect(entry).toMatchObject({ action: 'alert', by: 'router', source: 'kv', from: 'blue' })
    expect(entry?.reason).toBe(status.alerts[0]?.message)
  })

  it('is not followed by isolates, cold or warm, also while the coordinator is down', async () => {
    const model = freshModel()
    const coordinator = breakable(env.COORDINATOR)
    const warm = coldIsolate({ COORDINATOR: coordinator.namespace })
    await warm.colorsOf(model, 1)
    await warm.reported()
    const pointer = await pointerOf(model, changes, green)
    coordinator.failWith(unreachable)
    await putByHand(model, pointer)

    const colors = await warm.colorsOf(model, 2)
    await vi.waitFor(
      () => expect(linesOf(lines(), 'pointer_refused', model).length).toBeGreaterThan(0),
      8_000
    )
    const cold = coldIsolate({ COORDINATOR: coordinator.namespace })

    expect([...colors, ...(await warm.colorsOf(model, 1))]).toEqual(['blue', 'blue', 'blue'])
    expect(await cold.colorsOf(model, 1)).toEqual(['blue'])
    expect(warm.pointerOf(model)?.revision).toBe(1)
    expect(cold.pointerOf(model)?.revision).toBe(0)
  }, 12_000)

  it('is not adopted from a report', async () => {
    const model = freshModel()
    const pointer = await pointerOf(model, changes, green)
    const sent = report([], { revision: pointer.revision, pointer })

    const reply = await env.COORDINATOR.getByName(model).report(sent)

    expect(reply.pointer).toMatchObject({ revision: 1, stable: 'blue' })
    expect(linesOf(lines(), 'pointer_refused', model)).toMatchObject([{ source: 'report', reason }])
  })
})

describe('the alert on a refused pointer', () => {
  const evilPointerOf = (model: string) => pointerOf(model, {}, { origin: 'https://evil.test' })

  it('is raised once, however often KV is read, also after an eviction', async () => {
    const model = freshModel()
    await putByHand(model, await evilPointerOf(model))
    await statusOf(model)
    await evictDurableObject(env.COORDINATOR.getByName(model))

    await statusOf(model)

    const history = await env.COORDINATOR.getByName(model).history(9)
    expect(history.map(({ action }) => action)).toEqual(['alert', 'seed'])
  })

  it('ends when KV holds a good pointer again, by hand or by the router', async () => {
    const [byHand, byRouter] = [freshModel(), freshModel()]
    for (const model of [byHand, byRouter]) {
      await switchTo(model, 'green')
      await putByHand(model, await evilPointerOf(model))
      expect((await statusOf(model)).alerts).toMatchObject([{ code: 'pointer_refused' }])
    }

    await putByHand(byHand, { ...(await env.COORDINATOR.getByName(byHand).pointer()) })
    const afterHand = await statusOf(byHand)
    vi.setSystemTime(Date.now() + 121_000)
    const afterRouter = await statusOf(byRouter)

    for (const status of [afterHand, afterRouter]) {
      expect(status).toMatchObject({ alerts: [], live: 'green', revision: 2 })
      expect(status.kv).toMatchObject({ inSync: true, refused: null })
      const [entry] = await env.COORDINATOR.getByName(status.model).history(1)
      expect(entry).toMatchObject({ action: 'alert_cleared', source: 'kv' })
    }
  })

  it('does not hinder a command', async () => {
    const model = freshModel()
    await putByHand(model, await evilPointerOf(model))

    await switchTo(model, 'green')

    expect(await statusOf(model)).toMatchObject({ live: 'green', revision: 2, alerts: [] })
  })
})

it('a collector hands a refused pointer on to nobody', async () => {
  const model = freshModel()
  const collector = env.COLLECTOR.getByName(`${model}/weur/0`)
  const pointer = await pointerOf(model, { revision: 1_000_010 }, {})

  const reply = await collector.report(report([], { revision: pointer.revision, pointer }))

  expect(reply.pointer).toMatchObject({ revision: 1, stable: 'blue' })
  expect((await collector.pointer()).revision).toBe(1)
})

it('a secret goes only to the configured hosts, whatever the pointer in KV says', async () => {
  const model = freshModel()
  await giveSecretHeader(model, 'blue', 'x-origin-key')
  const { slots } = await env.COORDINATOR.getByName(model).pointer()
  const blue = { ...slots.blue, origin: 'http://127.0.0.1:9' }
  await putByHand(model, { revision: 9, slots: { ...slots, blue }, stable: 'blue', weight: 0 })
  const isolate = coldIsolate({ secrets: { [SECRET_NAME]: 's3cret' } })

  expect(await isolate.colorsOf(model, 1)).toEqual(['blue'])

  const [seen] = await seenBy(model, 'blue')
  expect(seen?.headers['x-origin-key']).toBe('s3cret')
})

it('an isolate follows the coordinator to a host that a deploy has taken off the list', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  const isolate = coldIsolate({ origins: ['https://*.models.example'] })

  const colors = await isolate.colorsOf(model, 2)
  await isolate.reported()

  expect(linesOf(lines(), 'pointer_refused', model)[0]).toMatchObject({ reason: 'unknown_host' })
  expect([...colors, ...(await isolate.colorsOf(model, 1))]).toEqual(['green', 'green', 'green'])
})
