import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { adminClient } from '../../scripts/cli/admin-client.ts'
import { checkHistory } from '../../scripts/cli/verify-history.ts'
import { portOf } from '../support/wire/listening.ts'
import { send } from '../support/wire/client.ts'
import { TOKEN } from '../support/wire/router.ts'
import { statusAnswer } from '../../src/control-plane/admin/answers.ts'
import {
  startTwoVersions,
  VERSION_HEADER,
  versions,
  type TwoVersions,
  type Version,
} from '../support/wire/two-versions.ts'

// Isolates of the last release and of this checkout serve the same model, as during a gradual
// deployment, while the coordinator goes from one version to the other and back.

let origin: Server
let router: TwoVersions

beforeAll(async () => {
  origin = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json').end('{"object":"list"}')
  })
  origin.listen(0, '127.0.0.1')
  await once(origin, 'listening')
  const slot = { origin: `http://127.0.0.1:${portOf(origin)}` }
  const slots = { blue: { ...slot, release: 'v1' }, green: { ...slot, release: 'v2' } }
  router = await startTwoVersions({ chat: { path: '/chat', ...slots } })
})

afterAll(async () => {
  await router.stop()
  origin.closeAllConnections()
  origin.close()
})

async function admin(url: string, version: Version, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${TOKEN}`, [VERSION_HEADER]: version }
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`${url}/admin/models/chat${path}`, { ...init, headers })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(JSON.stringify(answer))
  return answer
}

const statusOf = async (url: string, version: Version) =>
  statusAnswer.parse(await admin(url, version, ''))

/** Returns the color that served a call through an isolate. */
async function colorOf(url: string, version: Version): Promise<string | undefined> {
  const headers = [[VERSION_HEADER, version]] as const
  const answer = await send(url, '/chat/v1/models', { headers })
  await answer.body()
  return routerFieldOf(answer)?.color
}

/** Calls through both isolates until both are on a color. */
async function bothOn(url: string, color: string): Promise<void> {
  for (const version of versions) {
    await expect.poll(() => colorOf(url, version), pollOptions).toBe(color)
  }
}

test('either version goes on with what the other one stored, and both follow the same pointer', async () => {
  await router.withCoordinator('released', async (url) => {
    await bothOn(url, 'blue')
    await admin(url, 'current', '/switch', { to: 'green', force: 'test', bakeSeconds: 3600 })
    await bothOn(url, 'green')
    const calls = async () => (await statusOf(url, 'released')).health.green.calls
    await expect.poll(calls, pollOptions).toBeGreaterThanOrEqual(2)
    // The coordinator stores what it has counted once a second.
    await setTimeout(2_500)
  })

  await router.withCoordinator('current', async (url) => {
    for (const version of versions) {
      const status = await statusOf(url, version)
      expect(status).toMatchObject({ phase: 'baking', live: 'green' })
      expect(status.health.green.calls).toBeGreaterThanOrEqual(2)
    }
    await admin(url, 'released', '/rollback', { reason: 'by the older admin route' })
    await bothOn(url, 'blue')
    await admin(url, 'current', '/switch', { to: 'green', force: 'test', steps: [{ weight: 50 }] })
  })

  await router.withCoordinator('released', async (url) => {
    for (const version of versions) {
      expect(await statusOf(url, version)).toMatchObject({ phase: 'shifting' })
    }
    await admin(url, 'current', '/promote', { full: true })
    await bothOn(url, 'green')
  })

  await router.withCoordinator('current', async (url) => {
    const status = await statusOf(url, 'current')
    expect(status).toMatchObject({ live: 'green' })
    const client = adminClient({ url, token: TOKEN, by: 'test', source: 'test' })
    const history = await checkHistory(client, 'chat', undefined)
    expect(history).toMatchObject({ ok: true, value: { problems: [], unchained: 0 } })
  })
}, 60_000)
