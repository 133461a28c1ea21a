import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, it, vi } from 'vitest'
import { webhookHeaders } from '../../../src/control-plane/notify/standard-webhook.ts'
import { currentTally, report } from '../../support/reports.ts'
import type { Seen } from '../../support/script.ts'
import {
  script,
  seenBy,
  statusOf,
  switchByForce,
  switchTo,
} from '../../support/worker/router-under-test.ts'
import { SIGNING_SECRETS, type notifiedModels } from '../../support/worker-models.ts'

afterEach(() => vi.useRealTimers())

type Model = (typeof notifiedModels)[number]

const patiently = { timeout: 9_000, interval: 50 }

/** Sets how the receiver of a model answers; the origin of green stays as it is. */
function receiver(model: Model, behaviour: object): Promise<void> {
  return script(model, 'green', { only: '/hook', ...behaviour })
}

async function received(model: Model): Promise<readonly Seen[]> {
  return (await seenBy(model, 'green')).filter(({ url }) => url.endsWith('/hook'))
}

/** Ends the coordinator in the middle of what it does. */
async function crash(model: Model): Promise<void> {
  const ending = runInDurableObject(env.COORDINATOR.getByName(model), (_, state) =>
    state.abort('crashed by a test')
  )
  await ending.catch(() => undefined)
}

/** Waits until the receiver has had so many requests, and returns the last one. */
function attempt(model: Model, count: number): Promise<Seen> {
  return vi.waitFor(async () => {
    const all = await received(model)
    const last = all[count - 1]
    if (last === undefined || all.length > count) throw new Error(`${all.length} attempts`)
    return last
  }, patiently)
}

/** Waits until the coordinator has noted the ends of so many attempts. */
function noted(model: Model, state: 'pending' | 'failed', attempts: number) {
  return vi.waitFor(async () => {
    const [first] = (await statusOf(model)).notifications[state]
    expect(first?.attempts).toHaveLength(attempts)
    return first
  }, patiently)
}

/** Lets time pass, and then the alarm run. */
async function alarmAfter(model: Model, ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms)
  await runDurableObjectAlarm(env.COORDINATOR.getByName(model))
}

/** The body as it was sent: the scripted origin reads bytes as characters. */
function bodyOf({ body }: Seen): string {
  return new TextDecoder().decode(Uint8Array.from(body, (byte) => byte.charCodeAt(0)))
}

/** Whether a request has the headers of its id, its time and its body. */
function isSigned(seen: Seen): boolean {
  const id = seen.headers['webhook-id'] ?? ''
  const time = Number(seen.headers['webhook-timestamp']) * 1_000
  const headers = webhookHeaders({ id, body: bodyOf(seen) }, Object.values(SIGNING_SECRETS), time)
  return Object.entries(headers).every(([name, value]) => seen.headers[name] === value)
}

it('sends a decision until the receiver takes it, each time with one id and a new signature', async () => {
  const model = 'notify-500'
  await receiver(model, { status: 500 })

  await switchByForce(model, 'green')
  const first = await attempt(model, 1)
  await noted(model, 'pending', 1)
  await alarmAfter(model, 6_000)
  const second = await attempt(model, 2)
  await noted(model, 'pending', 2)
  await receiver(model, {})
  await alarmAfter(model, 301_000)
  const third = await attempt(model, 3)

  const all = [first, second, third]
  expect(all.map(isSigned)).toEqual([true, true, true])
  expect(all.map(bodyOf)).toEqual(Array.from({ length: 3 }, () => bodyOf(first)))
  expect(JSON.parse(bodyOf(first))).toMatchObject({
    type: 'rollout.started',
    data: { model, revision: 2, to: { release: 'v2' }, rollout: { id: `${model}-2` } },
  })
  const headersOf = (name: string) => all.map(({ headers }) => headers[name])
  expect(new Set(headersOf('webhook-id')).size).toBe(1)
  expect(new Set(headersOf('webhook-timestamp')).size).toBe(3)
  expect(new Set(headersOf('webhook-signature')).size).toBe(3)
  await vi.waitFor(async () => {
    expect((await statusOf(model)).notifications).toEqual({ pending: [], failed: [] })
  }, patiently)
})

it('waits as long as a busy receiver asks for', async () => {
  const model = 'notify-429'
  await receiver(model, { status: 429, headers: { 'retry-after': '3600' } })

  await switchByForce(model, 'green')
  await attempt(model, 1)

  const pending = await noted(model, 'pending', 1)
  expect(pending?.attempts[0]?.result).toBe('answered 429')
  expect(Date.parse(pending?.nextAt ?? '') - Date.now()).toBeGreaterThan(3_000_000)
})

it('gives up at once when the receiver is gone, and raises an alert', async () => {
  const model = 'notify-410'
  await receiver(model, { status: 410 })

  await switchByForce(model, 'green')

  expect(await noted(model, 'failed', 1)).toMatchObject({ nextAt: null, type: 'rollout.started' })
  const alert = { code: 'notification_failed', message: expect.stringContaining('answered 410') }
  expect((await statusOf(model)).alerts).toMatchObject([alert])
})

it('rolls back and writes KV while a receiver hangs', async () => {
  const model = 'notify-hang'
  await receiver(model, { first: 'hang' })
  await switchTo(model, 'green')
  await attempt(model, 1)

  const faulty = report([currentTally({ started: 20, fault: 20 })], { revision: 2 })
  const reply = await env.COORDINATOR.getByName(model).report(faulty)

  expect(reply.pointer).toMatchObject({ revision: 3, stable: 'blue', weight: 0 })
  await vi.waitFor(async () => {
    const stored = await env.POINTERS.get(`pointer:${model}`, 'json')
    expect(stored).toMatchObject({ revision: 3 })
  }, patiently)
  const { pending } = (await statusOf(model)).notifications
  expect(pending.map(({ type }) => type)).toEqual(['rollout.rolled_back', 'rollout.started'])
  expect(await received(model)).toHaveLength(1)
})

it('sends a decision under the same id when the coordinator was lost before the answer', async () => {
  const model = 'notify-lost'
  await receiver(model, { first: 'hang' })
  await switchByForce(model, 'green')
  const first = await attempt(model, 1)
  const before = (await statusOf(model)).notifications.pending

  await crash(model)
  await receiver(model, {})
  await alarmAfter(model, 16_000)
  const second = await attempt(model, 2)

  expect(before).toMatchObject([{ attempts: [] }])
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(second.body).toBe(first.body)
})
