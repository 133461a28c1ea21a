import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../../scripts/serve/backup/back-up.ts'
import { restore } from '../../../scripts/serve/restore/restore.ts'
import { command, historyOf, pointerInKv, statusOf } from '../../support/serve/admin.ts'
import { startClients } from '../../support/serve/clients.ts'
import { processPoll, servedRouter, type Served } from '../../support/serve/served.ts'
import { startSteadyOrigin, type SteadyOrigin } from '../../support/serve/steady-origin.ts'

let origin: SteadyOrigin
let served: Served

beforeAll(async () => {
  origin = await startSteadyOrigin()
  const slots = {
    blue: { origin: origin.url, release: 'v1' },
    green: { origin: origin.url, release: 'v2' },
  }
  served = await servedRouter({ chat: { path: '/chat', ...slots } })
})
afterAll(async () => {
  await served.remove()
  await origin.stop()
})

async function stateOf(model: string) {
  const { phase, live, revision } = await statusOf(served, model)
  const history = (await historyOf(served, model)).map(({ hash, version }) => [hash, version?.id])
  return { phase, live, revision, history, inKv: (await pointerInKv(served, model))?.revision }
}

test('a backup of a router under load restores its phase, history and pointer', async () => {
  const file = join(served.data, '..', 'backup.sqlar')
  const run = await served.start()
  const clients = startClients(`${served.url}/chat/v1/completions`, 4, 5)
  expect(await command(served, 'chat', 'switch', { to: 'green', force: 'test' })).toBe(true)
  const inKv = async () => (await pointerInKv(served, 'chat'))?.revision
  await expect.poll(inKv, processPoll).toBe(2)
  await expect.poll(clients.answered, processPoll).toBeGreaterThan(50)
  const before = await stateOf('chat')

  const { pausedMs } = await backUp(served.data, file)
  expect(await command(served, 'chat', 'rollback', { reason: 'after the backup' })).toBe(true)
  await clients.stop()
  await expect(restore(served.data, file)).rejects.toThrow('uses the data folder')
  run.child.kill('SIGTERM')
  await run.exitCode
  const { kept } = await restore(served.data, file)
  const again = await served.start()
  const after = await stateOf('chat')
  again.child.kill('SIGTERM')
  await again.exitCode

  expect([pausedMs, kept]).toEqual([expect.any(Number), expect.stringContaining('objects-before-')])
  expect(before).toMatchObject({ phase: 'baking', live: 'green', revision: 2, inKv: 2 })
  expect(before.history[0]).toEqual([expect.any(String), expect.stringMatching(/^[0-9a-f]{32}$/)])
  expect(after).toEqual(before)
})
