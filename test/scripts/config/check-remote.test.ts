import { afterEach, describe, expect, it } from 'vitest'
import { checkRemote } from '../../../scripts/cli/config/check-remote.ts'
import { readConfiguration } from '../../../src/control-plane/config/read-configuration.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { fakeAdmin, statusOf, TOKEN, type FakeAdmin } from '../fake-admin.ts'

let router: FakeAdmin | undefined
afterEach(() => router?.stop())

const status = statusOf({ model: 'chat' })
const { blue, green } = status.slots
const { models } = readConfiguration({
  MODEL_CHAT: {
    path: '/chat',
    blue: { origin: blue.origin, release: blue.release },
    green: { origin: green.origin, release: green.release },
  },
})

/** Returns what is wrong with a router that has these models, apart from its inference route. */
async function messagesOf(deployed: readonly object[], token = TOKEN) {
  router = await fakeAdmin({
    'GET /admin/health': [200, { status: 'ok' }],
    'GET /admin/models': [200, { models: deployed }],
  })
  const connection = { url: router.url, token, by: 'test', source: 'cli' }
  const findings = await checkRemote(connection, models)
  return findings
    .filter(({ message }) => !message.startsWith('chat: /chat: '))
    .map(({ level, message }) => `${level} ${message}`)
}

describe('check --remote', () => {
  it('says nothing of a router that has the models of the file', async () => {
    expect(await messagesOf([status])).toEqual([])
  })

  it.each<[string, readonly object[], string]>([
    ['is missing', [], 'error chat: the router does not serve it'],
    [
      'fails',
      [{ model: 'chat', error: { code: 'coordinator_unavailable', message: 'It is gone.' } }],
      'error chat: its coordinator does not answer: It is gone.',
    ],
    [
      'is late in KV',
      [{ ...status, kv: { ...status.kv, revision: 1, inSync: false } }],
      'error chat: KV holds revision 1',
    ],
    [
      'has another release',
      [{ ...status, slots: { blue: { ...blue, release: 'v9' }, green } } satisfies Status],
      `warning chat: the router does not know the release ${blue.release} of blue`,
    ],
    [
      'has an alert',
      [
        {
          ...status,
          alerts: [
            { code: 'live_faulty', message: 'It fails.', advice: 'Act.', since: status.since },
          ],
        },
      ],
      'error chat: live_faulty: It fails. Act.',
    ],
    ['is not alone', [status, { ...status, model: 'vad' }], 'warning vad: the router serves it'],
  ])('says that a model %s', async (_, deployed, message) => {
    expect(await messagesOf(deployed)).toEqual([expect.stringContaining(message)])
  })

  it('says that the token is wrong, and that no router is there', async () => {
    expect(await messagesOf([status], 'wrong')).toEqual([expect.stringMatching(/^error http/)])
    const gone = { url: 'http://127.0.0.1:1', token: TOKEN, by: 'test', source: 'cli' }
    expect(await checkRemote(gone, models)).toEqual([
      { level: 'error', message: expect.stringContaining('http://127.0.0.1:1: no answer: ') },
    ])
  })

  it('calls the models at their own address, where the admin route has another', async () => {
    const admin = await fakeAdmin({
      'GET /admin/health': [200, { status: 'ok' }],
      'GET /admin/models': [200, { models: [status] }],
      'GET /chat': [200, {}],
    })
    router = admin
    const connection = { url: admin.url, token: TOKEN, by: 'test', source: 'cli' }

    expect(await checkRemote(connection, models, 'http://127.0.0.1:1')).toEqual([
      { level: 'error', message: expect.stringContaining('chat: /chat: no answer: ') },
    ])
  })
})
