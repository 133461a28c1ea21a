import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, it, vi } from 'vitest'
import { OTHER_ROUTE } from '../../src/core/detector/evidence.ts'
import { usableOf } from '../../src/data-plane/usable.ts'
import { parseConfiguration } from '../../src/control-plane/config/parse-configuration.ts'
import { nextReport } from '../../src/data-plane/reporting/next-report.ts'
import { countsOf, outcomeBufferOf } from '../../src/data-plane/reporting/outcome-buffer.ts'
import worker from '../../src/index.ts'
import { logEvents } from '../../src/platform/log.ts'
import { currentTally, report } from '../support/reports.ts'
import { breakable, unreachable } from '../support/worker/faults/coordinator-faults.ts'
import { kvOutage } from '../support/worker/faults/kv-faults.ts'
import { coldIsolate } from '../support/worker/isolate.ts'
import { recordedLog, type LogLine } from '../support/worker/log-lines.ts'
import { restarted } from '../support/worker/restarted.ts'
import {
  administer,
  freshModel,
  infer,
  requestTo,
  script,
  statusOf,
  TOKEN,
} from '../support/worker/router-under-test.ts'
import { giveSecretHeader, SECRET_NAME } from '../support/worker/secret-headers.ts'

const lines = recordedLog()

const SECRET = 's3cret'
const query = `?key=${SECRET}`
const body = JSON.stringify({ to: 'green', reason: SECRET })

function headersWith(token: string) {
  return {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    'x-api-key': SECRET,
    'x-bluegreen-actor': SECRET,
    'x-bluegreen-source': SECRET,
  }
}

const call = { method: 'POST', body, headers: headersWith(SECRET) }
const command = { method: 'POST', body, headers: headersWith(TOKEN) }

/**
 * Sends a call while KV does not answer and a secret is no valid header value, and a call while KV
 * holds an invalid pointer.
 */
async function failingCalls(): Promise<void> {
  const [broken, model] = [freshModel(), freshModel()]
  await giveSecretHeader(broken, 'blue', 'authorization')
  const secrets = { [SECRET_NAME]: `${SECRET}\n${SECRET}` }
  const isolate = coldIsolate({ POINTERS: kvOutage(env.POINTERS), secrets })
  await isolate.call(broken, call, query)
  await env.POINTERS.put(`pointer:${model}`, `{"revision":"${SECRET}"`)
  await coldIsolate().call(model, call, query)
}

/** Sends a request that the admin route refuses, and one that fails in the coordinator. */
async function failingAdmin(): Promise<void> {
  const path = `/models/${freshModel()}/switch${query}`
  await administer(path, call)
  const coordinators = breakable(env.COORDINATOR)
  coordinators.failWith(unreachable)
  const bindings = { ...env, COORDINATOR: coordinators.namespace }
  await worker.fetch(requestTo(`/admin${path}`, command), bindings, createExecutionContext())
}

afterEach(() => vi.useRealTimers())

/** Reports a faulty candidate while stable does not answer, and once it answers again. */
async function faultyCandidate(): Promise<void> {
  const model = freshModel()
  const coordinator = env.COORDINATOR.getByName(model)
  const failed = () => [currentTally({ started: 20, fault: 20 })]
  await administer(`/models/${model}/switch${query}`, command)
  await script(model, 'blue', { first: 'reset' })
  vi.setSystemTime(Date.now() + 6_000)
  await coordinator.report(report(failed()))
  await script(model, 'blue', {})
  vi.setSystemTime(Date.now() + 6_000)
  await coordinator.report(report(failed(), { sequence: 2 }))
}

/** Sends a command whose pointer does not reach KV. */
async function failingPut(): Promise<void> {
  const model = freshModel()
  await statusOf(model)
  const cause = { by: SECRET, source: SECRET, reason: SECRET }
  const event = { type: 'switch', to: 'green', cause } as const
  await restarted(model, { POINTERS: kvOutage(env.POINTERS) }, (coordinator) =>
    coordinator.command({ event, ifRevision: undefined })
  )
}

function fullBuffer(): void {
  const [model] = parseConfiguration(env).models
  if (model === undefined) throw new Error('no model')
  const buffer = outcomeBufferOf(model, 0)
  for (let slice = 0; slice < 4_100; slice++) {
    countsOf(buffer, { color: 'blue', release: 'v1', slice, caller: 0, route: OTHER_ROUTE })
      .started++
  }
  nextReport(model, buffer, Date.now())
}

function invalidConfigurations(): void {
  const chat = { path: '/chat', blue: 'https://blue.test', green: 'https://green.test' }
  const headers = { blue: { authorization: 'BLUE_KEY' } }
  const withQuery = { chat: { ...chat, blue: `https://blue.test/${query}` } }
  expect(() => parseConfiguration({ MODELS: withQuery })).toThrow('MODELS.chat.blue')
  const [model] = parseConfiguration({ MODELS: { chat: { ...chat, headers } } }).models
  if (model === undefined) throw new Error('no model')
  const slots = {
    blue: { ...model.slots.blue, staging: 0 },
    green: { ...model.slots.green, staging: 0 },
  }
  const invalid = { ...env, BLUE_KEY: `${SECRET}\n${SECRET}` }
  usableOf(invalid, model, { revision: 1, slots, stable: 'blue', weight: 0 })
}

function eventsOf(written: readonly LogLine[]): ReadonlySet<unknown> {
  return new Set(written.map(({ text }): unknown => JSON.parse(text).event))
}

/** A receiver that answers with an error, about a reason that holds a key by mistake. */
async function failingReceiver(): Promise<void> {
  await script('notify-log', 'green', { only: '/hook', status: 500, body: SECRET })
  const forced = JSON.stringify({ force: SECRET, reason: SECRET })
  await administer('/models/notify-log/switch', { ...command, body: forced })
}

it('no log line holds a token, a key, a header value, a body or a query string', async () => {
  await failingCalls()
  await failingAdmin()
  await faultyCandidate()
  await failingPut()
  fullBuffer()
  invalidConfigurations()
  await failingReceiver()
  await infer('call-log', call, `/x${query}`)
  await vi.waitFor(() => expect(eventsOf(lines())).toEqual(new Set(Object.keys(logEvents))), {
    timeout: 8_000,
  })

  const texts = lines().map(({ text }) => text)
  for (const secret of [SECRET, TOKEN, 'Bearer']) {
    expect(texts.filter((text) => text.includes(secret))).toEqual([])
  }
})
