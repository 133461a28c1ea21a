import { readFile } from 'node:fs/promises'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { projectFolder } from '../../../scripts/dev/paths.ts'
import {
  diskService,
  network,
  workerdConfig,
  workerService,
} from '../../../scripts/serve/workerd/config.ts'
import { kvService, serviceNames } from '../../../scripts/serve/workerd/router-service.ts'
import { startWorkerd } from '../../support/wire/workerd.ts'

/** A Worker that calls the method of the binding that a request names, with its arguments. */
const caller = `export default {
  async fetch(request, { KV }) {
    const [method, ...values] = await request.json()
    try {
      return Response.json((await KV[method](...values)) ?? null)
    } catch (error) {
      return Response.json(error.message)
    }
  },
}`

const compatibility = { date: '2026-11-01', flags: [] }

/** Starts the KV on a folder. Returns a call of its binding and the function that stops it. */
async function kvOn(objects: string) {
  const bindings = [{ name: 'KV', kvNamespace: serviceNames.kv }]
  const services = [
    network,
    diskService(serviceNames.objects, objects, true),
    kvService(['kv.js'], compatibility),
    workerService('caller', ['caller.js'], compatibility, { bindings }),
  ]
  const socket = { name: 'http', address: '127.0.0.1:0', service: 'caller' }
  const kv = await readFile(`${projectFolder}scripts/serve/workerd/kv.js`, 'utf8')
  const config = workerdConfig(services, [socket])
  const { port, stop } = await startWorkerd(config, { 'kv.js': kv, 'caller.js': caller })
  const call = async (...request: readonly unknown[]): Promise<unknown> => {
    const init = { method: 'POST', body: JSON.stringify(request) }
    return (await fetch(`http://127.0.0.1:${port}/`, init)).json()
  }
  return { call, stop }
}

test('the KV of npm run serve keeps values and metadata over a restart, and refuses what it has not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-kv-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const objects = join(folder, 'objects')
  mkdirSync(objects)
  const before = await kvOn(objects)
  await before.call('put', 'pointer:ä/b', 'one', { metadata: { revision: 1 } })
  await before.call('put', 'pointer:ä/b', 'two', { metadata: { revision: 2 } })
  await before.call('put', 'pointer:c', 'three')
  await before.call('put', 'other', 'four')
  await before.call('delete', 'other')
  await before.stop()

  const { call, stop } = await kvOn(objects)
  onTestFinished(stop)

  expect(await call('getWithMetadata', 'pointer:ä/b', { cacheTtl: 30 })).toMatchObject({
    value: 'two',
    metadata: { revision: 2 },
  })
  expect([await call('get', 'pointer:c'), await call('get', 'other')]).toEqual(['three', null])
  expect(await call('list', { prefix: 'pointer:', limit: 1 })).toMatchObject({
    keys: [{ name: 'pointer:c' }],
    list_complete: false,
    cursor: 'pointer:c',
  })
  expect(await call('list', { prefix: 'pointer:', cursor: 'pointer:c' })).toMatchObject({
    keys: [{ name: 'pointer:ä/b', metadata: { revision: 2 } }],
    list_complete: true,
  })
  expect(await call('put', 'x', 'y', { expirationTtl: 60 })).toContain('has no expiration')
  expect(await call('get', ['x', 'y'])).toContain('one key at a time')
  expect(await call('put', 'x', 'y', { metadata: 'z'.repeat(2_000) })).toContain('413')
  expect(await call('get', 'x')).toBeNull()
})
