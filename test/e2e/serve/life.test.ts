import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { send } from '../../support/wire/client.ts'
import { startOrigin, valuesOf, type WireOrigin } from '../../support/wire/origin.ts'
import { answerWith } from '../../support/wire/exchange.ts'
import {
  eventOf,
  processPoll,
  servedRouter,
  type ServeRun,
  type Served,
} from '../../support/serve/served.ts'

let origin: WireOrigin
let served: Served
/** The run of the first tests. The last of them stops it. */
let run: ServeRun

const modelAt = (path: string) => ({
  path,
  blue: { origin: origin.url, release: 'v1' },
  green: { origin: origin.url, release: 'v2' },
})

beforeAll(async () => {
  origin = await startOrigin()
  served = await servedRouter({ chat: modelAt('/chat') })
  run = await served.start()
})
afterAll(async () => {
  await served.remove()
  await origin.stop()
})

const forged = [
  ['cf-connecting-ip', '192.0.2.7'],
  ['cf-ipcountry', 'XX'],
  ['x-forwarded-proto', 'https'],
] as const

/** Returns what an origin gets of the forged headers. */
async function forwarded(): Promise<readonly string[]> {
  const { headers } = await seenByOrigin(...forged)
  return ['x-forwarded-for', 'x-forwarded-proto', 'cf-ipcountry'].map((name) =>
    valuesOf(headers, name).join()
  )
}

/** Sends a call, and returns it as the origin got it. */
async function seenByOrigin(...headers: readonly (readonly [string, string])[]) {
  origin.forget()
  const answering = send(served.url, '/chat/x', { headers })
  const taken = await origin.take().taken
  answerWith(taken, { body: 'ok' })
  await (await answering).body()
  return taken
}

test('a client cannot name its own address', async () => {
  expect(await forwarded()).toEqual(['127.0.0.1', 'http', ''])
})

test('nobody else may read the data, or open the socket of KV', () => {
  const modes = ['lock', 'kv.sock', 'run'].map((name) => statSync(join(served.data, name)).mode)

  expect(modes.map((mode) => mode & 0o077)).toEqual([0, 0, 0])
})

test('a second instance on the data folder is refused', async () => {
  const second = served.launch()

  expect(await second.exitCode).toBe(1)
  expect(second.errors()).toContain(`Process ${run.child.pid} uses the data folder`)
})

test('a reload with an invalid configuration changes nothing, and says what is wrong', async () => {
  served.configure({ chat: { ...modelAt('/chat'), bake_seconds: 0 } })
  run.child.kill('SIGHUP')
  const refused = await eventOf(run, 'reload_refused')

  expect(refused['message']).toContain('MODELS.chat.bake_seconds')
  expect((await seenByOrigin()).target).toBe('/x')
})

test('a call in progress outlives a reload and a stop, and calls that come meanwhile wait', async () => {
  const before = send(served.url, '/chat/before')
  const first = await origin.take().taken

  served.configure({ chat: modelAt('/chat'), more: modelAt('/more') })
  run.child.kill('SIGHUP')
  await eventOf(run, 'reloading')
  const meanwhile = send(served.url, '/more/meanwhile')
  answerWith(first, { body: 'of the old workerd' })
  const second = await origin.take().taken
  run.child.kill('SIGTERM')
  await eventOf(run, 'stopping')
  answerWith(second, { body: 'of the new workerd' })

  expect(String(await (await before).body())).toBe('of the old workerd')
  expect(String(await (await meanwhile).body())).toBe('of the new workerd')
  expect([await run.exitCode, run.errors()]).toEqual([0, ''])
})

test('a proxy that is trusted names the address and the scheme of its clients', async () => {
  const behind = await served.start('--trust-proxy')

  expect(await forwarded()).toEqual(['192.0.2.7', 'https', ''])
  behind.child.kill('SIGTERM')
  expect(await behind.exitCode).toBe(0)
})

test('a reload that is asked for during the start comes after it', async () => {
  const early = served.launch()
  const holder = () => readFileSync(join(served.data, 'supervisor.pid'), 'utf8').trim()
  await vi.waitUntil(() => holder() === String(early.child.pid), processPoll)
  early.child.kill('SIGHUP')

  await eventOf(early, 'reloading')
  early.child.kill('SIGTERM')
  expect(await early.exitCode).toBe(0)
})

test('a port in use is refused', async () => {
  const other = createServer().listen(served.port, '127.0.0.1')
  await once(other, 'listening')
  const refused = served.launch()

  expect(await refused.exitCode).toBe(1)
  other.close()
  expect(refused.errors()).toContain(`port ${served.port}: it is in use`)
})

test('a folder that cannot be written is refused', async () => {
  const refused = served.launch('--data', '/dev/null/data')

  expect(await refused.exitCode).toBe(1)
  expect(refused.errors()).toContain('/dev/null/data cannot be written')
})

test('an invalid configuration is refused at the start, in the words of the router', async () => {
  served.configure({ chat: { ...modelAt('/chat'), bake_seconds: 0 } })
  const refused = served.launch()

  expect(await refused.exitCode).toBe(1)
  expect(refused.errors()).toContain('The configuration is invalid.\nMODELS.chat.bake_seconds')
})
