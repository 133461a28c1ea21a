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

function setCollectors(
  model: string,
  perRegion: unknown,
  headers: HeadersInit = {}
): Promise<Response> {
  const body = JSON.stringify({ perRegion, reason: 'test' })
  return administer(`/models/${model}/collectors`, { method: 'POST', body, headers })
}

async function callsOn(model: string): Promise<number> {
  return (await statusOf(model)).health.green.calls
}

/** Calls until the isolate follows a number of collectors; how many calls that took. */
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

/** An isolate that has reported once in a bake, when reports are frequent, and who takes its reports. */
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
  it('is set live: the status and KV show it, and a sentence says it', async () => {
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

  it('is what the deploy says until then', async () => {
    expect(await statusOf(freshModel())).toMatchObject({ collectors: 0, revision: 1 })
  })

  it('stays through a switch and a rollback', async () => {
    const model = freshModel()
    await setCollectors(model, 2)

    await switchTo(model, 'green')
    await switchTo(model, 'blue')

    expect(await statusOf(model)).toMatchObject({
      collectors: 2,
      revision: 3,
      quarantined: 'green',
    })
  })

  it('stands in the history with who set it and why', async () => {
    const model = freshModel()
    await setCollectors(model, 2, { 'x-bluegreen-actor': 'ada' })

    const response = await administer(`/models/${model}/history?limit=1`)

    const { entries } = await response.json<{ entries: object[] }>()
    const expected = {
      revision: 1,
      action: 'set_collectors',
      from: 'blue',
      to: 'blue',
      collectors: 2,
    }
    expect(entries).toMatchObject([{ ...expected, by: 'ada', source: 'api', reason: 'test' }])
  })

  it('is refused when it is that already', async () => {
    const response = await setCollectors(freshModel(), 0)

    expect(response.status).toBe(409)
    expect((await response.json<Refused>()).error.code).toBe('already_set')
  })

  it('is refused at another revision than If-Match names', async () => {
    const model = freshModel()

    expect((await setCollectors(model, 2, { 'if-match': '2' })).status).toBe(412)
    expect((await setCollectors(model, 2, { 'if-match': '1' })).status).toBe(200)
  })

  it('makes nobody’s If-Match fail: traffic did not change', async () => {
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

describe('an isolate', () => {
  it('reports to a collector once it is set, and to the coordinator again once it is not', async () => {
    const model = freshModel()
    const { isolate, coordinator, collectors } = await warmIsolate(model)

    await setCollectors(model, 1)
    const there = await callsUntil(1, isolate, model)
    await isolate.reported()
    const takenThere = collectors.answered()
    await setCollectors(model, 0)
    const back = await callsUntil(0, isolate, model)
    await isolate.reported()
    const taken = { collectors: collectors.answered(), coordinator: coordinator.answered() }
    await isolate.colorsOf(model, 1)
    await isolate.reported()

    expect(takenThere).toBeGreaterThan(0)
    expect(collectors.answered()).toBe(taken.collectors)
    expect(coordinator.answered()).toBeGreaterThan(taken.coordinator)
    const calls = 1 + there + back + 1
    await vi.waitFor(async () => expect(await callsOn(model)).toBe(calls), 5_000)
  }, 30_000)

  it('that moved is soon counted once', async () => {
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

  it('sends again to the one that may have counted it already', async () => {
    const model = freshModel()
    const { isolate, coordinator, collectors } = await warmIsolate(model)
    coordinator.loseAnswersWith(unreachable)
    await isolate.colorsOf(model, 3)
    await vi.waitFor(async () => expect(await callsOn(model)).toBe(4), 5_000)

    await setCollectors(model, 1)
    const meanwhile = await callsUntil(1, isolate, model)
    const takenBefore = collectors.answered()
    coordinator.failWith(undefined)
    await isolate.reported()

    expect(takenBefore).toBe(0)
    expect(collectors.answered()).toBeGreaterThan(0)
    await vi.waitFor(async () => expect(await callsOn(model)).toBe(4 + meanwhile), 5_000)
  }, 20_000)

  it('gives a report up that the one before does not take, and goes on with the next', async () => {
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
