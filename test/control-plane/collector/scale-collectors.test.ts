import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { breakable, unreachable } from '../../support/worker/faults/coordinator-faults.ts'
import { coldIsolate, type Isolate } from '../../support/worker/isolate.ts'
import {
  administer,
  freshModel,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

interface Refused {
  readonly error: { readonly code: string; readonly message: string }
}

function setCollectors(model: string, perRegion: unknown, headers: HeadersInit = {}) {
  const body = JSON.stringify({ perRegion, reason: 'test' })
  return administer(`/models/${model}/collectors`, { method: 'POST', body, headers })
}

async function callsOn(model: string): Promise<number> {
  return (await statusOf(model)).health.green.calls
}

/** Sends calls until the isolate follows this number of collectors; returns how many it sent. */
async function callsUntil(perRegion: number, isolate: Isolate, model: string): Promise<number> {
  let calls = 0
  await vi.waitFor(
    async () => {
      calls++
      await isolate.colorsOf(model, 1)
      expect(isolate.pointerOf(model)?.reporting?.collectorsPerRegion).toBe(perRegion)
    },
    { timeout: 8_000, interval: 100 }
  )
  return calls
}

/** An isolate that has reported once during a bake, when reports are frequent. */
async function warmIsolate(model: string) {
  await switchTo(model, 'green')
  const coordinator = breakable(env.COORDINATOR)
  const collectors = breakable(env.COLLECTOR)
  const isolate = coldIsolate({
    COORDINATOR: coordinator.namespace,
    COLLECTOR: collectors.namespace,
  })
  await isolate.colorsOf(model, 1)
  await isolate.reported()
  return { isolate, coordinator, collectors }
}

describe('the number of collectors', () => {
  it('is set without a deploy and shown by status, KV and message', async () => {
    const model = freshModel()

    const response = await setCollectors(model, 16)

    expect(await response.json()).toMatchObject({
      collectors: 16,
      revision: 1,
      live: 'blue',
      message: `${model}: reports now go to collectors, 16 in each region`,
    })
    expect(await env.POINTERS.get(`pointer:${model}`, 'json')).toMatchObject({
      revision: 1,
      reporting: { version: 1, collectorsPerRegion: 16 },
    })
  })

  it('is the configured number before any command', async () => {
    expect(await statusOf(freshModel())).toMatchObject({ collectors: 0, revision: 1 })
  })

  it('survives a switch and a rollback', async () => {
    const model = freshModel()
    await setCollectors(model, 2)

    await switchTo(model, 'green')
    await switchTo(model, 'blue')

    const status = await statusOf(model)
    expect(status).toMatchObject({ collectors: 2, revision: 3, quarantined: 'green' })
  })

  it('is recorded in the history with author and reason', async () => {
    const model = freshModel()
    await setCollectors(model, 2, { 'x-bluegreen-actor': 'ada' })

    const response = await administer(`/models/${model}/history?limit=1`)

    const { entries } = await response.json<{ entries: object[] }>()
    const expected = { revision: 1, action: 'set_collectors', to: 'blue', collectors: 2 }
    expect(entries).toMatchObject([
      { ...expected, from: 'blue', by: 'ada', source: 'api', reason: 'test' },
    ])
  })

  it('is refused when it is in force already', async () => {
    const response = await setCollectors(freshModel(), 0)

    expect(response.status).toBe(409)
    expect((await response.json<Refused>()).error.code).toBe('already_set')
  })

  it('is refused when If-Match names another revision', async () => {
    const model = freshModel()

    expect((await setCollectors(model, 2, { 'if-match': '2' })).status).toBe(412)
    expect((await setCollectors(model, 2, { 'if-match': '1' })).status).toBe(200)
  })

  it('does not change the revision that If-Match is compared with', async () => {
    const model = freshModel()
    await setCollectors(model, 2)

    expect((await switchTo(model, 'green', { 'if-match': '1' })).status).toBe(200)
  })

  it.each([33, -1, 0.5, '16', undefined])('is refused when it is %s', async (perRegion) => {
    const response = await setCollectors(freshModel(), perRegion)

    expect(response.status).toBe(400)
    expect((await response.json<Refused>()).error.message).toContain('perRegion')
  })
})

describe('after a change of the number, an isolate', () => {
  it('reports to a collector, and to the coordinator again after a change to 0', async () => {
    const model = freshModel()
    const { isolate, coordinator, collectors } = await warmIsolate(model)

    await setCollectors(model, 1)
    const callsToCollector = await callsUntil(1, isolate, model)
    await isolate.reported()
    const byCollector = collectors.answered()
    await setCollectors(model, 0)
    const callsToCoordinator = await callsUntil(0, isolate, model)
    await isolate.reported()
    const before = { collectors: collectors.answered(), coordinator: coordinator.answered() }
    await isolate.colorsOf(model, 1)
    await isolate.reported()

    expect(byCollector).toBeGreaterThan(0)
    expect(collectors.answered()).toBe(before.collectors)
    expect(coordinator.answered()).toBeGreaterThan(before.coordinator)
    const calls = 1 + callsToCollector + callsToCoordinator + 1
    await vi.waitFor(async () => expect(await callsOn(model)).toBe(calls), 5_000)
  }, 30_000)

  it('is counted once among the reporting isolates', async () => {
    const model = freshModel()
    const { isolate } = await warmIsolate(model)
    await setCollectors(model, 1)

    await vi.waitFor(
      async () => {
        await isolate.colorsOf(model, 1)
        const { isolates } = await statusOf(model)
        expect(isolates).toMatchObject({ reporting: 1, following: 1 })
      },
      { timeout: 10_000, interval: 200 }
    )
  }, 12_000)

  it('resends a report to the target that may have counted it', async () => {
    const model = freshModel()
    const { isolate, coordinator, collectors } = await warmIsolate(model)
    coordinator.loseAnswersWith(unreachable)
    await isolate.colorsOf(model, 3)
    await vi.waitFor(async () => expect(await callsOn(model)).toBe(4), 5_000)

    await setCollectors(model, 1)
    const meanwhile = await callsUntil(1, isolate, model)
    const byCollectorBefore = collectors.answered()
    coordinator.failWith(undefined)
    await isolate.reported()

    expect(byCollectorBefore).toBe(0)
    expect(collectors.answered()).toBeGreaterThan(0)
    await vi.waitFor(async () => expect(await callsOn(model)).toBe(4 + meanwhile), 5_000)
  }, 20_000)

  it('drops a report that its old target does not acknowledge, and sends later ones', async () => {
    const model = freshModel()
    const { isolate, coordinator, collectors } = await warmIsolate(model)
    coordinator.failWith(unreachable)
    await isolate.colorsOf(model, 3)
    await vi.waitFor(() => expect(coordinator.failures()).toBeGreaterThan(0), 5_000)

    await setCollectors(model, 1)
    const later = await callsUntil(1, isolate, model)
    await vi.waitFor(() => expect(collectors.answered()).toBeGreaterThan(0), 15_000)

    await vi.waitFor(async () => expect(await callsOn(model)).toBe(1 + later), 5_000)
  }, 25_000)
})
