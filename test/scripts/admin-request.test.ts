import { afterEach, describe, expect, it } from 'vitest'
import { adminClient } from '../../scripts/cli/admin-client.ts'
import { connectionOf } from '../../scripts/cli/connection.ts'
import { showStatuses } from '../../scripts/cli/show-status.ts'
import { fakeAdmin, statusOf, TOKEN, type FakeAdmin } from './fake-admin.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
})

async function clientOf(table: Parameters<typeof fakeAdmin>[0], env: Record<string, string> = {}) {
  router = await fakeAdmin(table)
  const connection = connectionOf({ url: router.url, token: TOKEN, by: 'ada' }, env)
  if (!connection.ok) throw new Error(connection.refusal.message)
  return { client: adminClient(connection.value), seen: router.seen }
}

const status = [200, statusOf()] as const

describe('a request of the command line', () => {
  it('carries the service token of Cloudflare Access, when both halves are set', async () => {
    const access = { CF_ACCESS_CLIENT_ID: 'ci.access', CF_ACCESS_CLIENT_SECRET: 's3cret' }
    const { client, seen } = await clientOf({ 'GET /admin/models/chat': status }, access)

    await client.status('chat')

    expect(seen[0]?.headers).toMatchObject({
      'cf-access-client-id': 'ci.access',
      'cf-access-client-secret': 's3cret',
    })
  })

  it('carries no half of a service token', async () => {
    const access = { CF_ACCESS_CLIENT_ID: 'ci.access', CF_ACCESS_CLIENT_SECRET: '' }
    const { client, seen } = await clientOf({ 'GET /admin/models/chat': status }, access)

    await client.status('chat')

    expect(seen[0]?.headers).not.toHaveProperty('cf-access-client-id')
  })
})

describe('an error of the router', () => {
  const error = { code: 'already_live', message: 'as older routers say it' }

  it.each([
    ['with the problem alone', { detail: 'as a problem', code: 'already_live' }, 'as a problem'],
    ['with both forms', { detail: 'as a problem', code: 'already_live', error }, 'as a problem'],
    ['with the older form alone', { error }, 'as older routers say it'],
  ])('%s is read', async (_, body, message) => {
    const { client } = await clientOf({ 'POST /admin/models/chat/switch': [409, body] })

    const answer = await client.command('switch', { model: 'chat' }, { reason: 'x' })

    expect(answer).toMatchObject({ ok: false, refusal: { code: 'already_live', message } })
  })
})

it('the status shows who asks, and for which models it has its role', () => {
  const you = { name: 'ci', kind: 'token', role: 'operator', models: null } as const

  expect(showStatuses([statusOf()], 0, you)).toMatch(/\n\nyou: ci \(operator\)$/)
  expect(showStatuses([], 0, { ...you, models: ['chat', 'vad'] })).toBe(
    'you: ci (operator of chat, vad)'
  )
})
