import { describe, expect, it } from 'vitest'
import {
  administer,
  command,
  freshModel,
  originOf,
  stage,
  statusOf,
} from '../../support/worker/router-under-test.ts'

interface Refused {
  readonly error: { readonly code: string; readonly message: string }
}

async function errorOf(response: Promise<Response>): Promise<Refused['error']> {
  return (await (await response).json<Refused>()).error
}

describe('a staging', () => {
  it.each([
    ['a URL without http', { url: 'ftp://blue.test' }, 'url'],
    ['a URL with a user name', { url: 'http://me:pw@127.0.0.1' }, 'url'],
    ['a URL with a query', { url: 'http://127.0.0.1?x' }, 'url'],
    ['a URL with a fragment', { url: 'http://127.0.0.1#x' }, 'url'],
    ['a URL with a backslash', { url: 'http://evil.test\\.models.example' }, 'url'],
    ['a URL with the port 0', { url: 'http://127.0.0.1:0' }, 'url'],
    ['a URL with the port 99999', { url: 'http://127.0.0.1:99999' }, 'url'],
    ['a label with a line break', { release: 'v3\nv4' }, 'release'],
    ['a label outside ASCII', { release: 'größe' }, 'release'],
    ['a label of 65 characters', { release: 'x'.repeat(65) }, 'release'],
    ['a blank label', { release: ' ' }, 'release'],
    ['a label that ends with a blank', { release: 'v3 ' }, 'release'],
    ['a note with an escape sequence', { note: 'CHG\u001b[2J' }, 'note'],
    ['a reason with a line break', { reason: 'ok\n3 by router' }, 'reason'],
    [
      'a header that no release can set',
      { headers: { Host: 'KEY' } },
      'headers.Host: expected the name of a header that a release may set',
    ],
    ['a key in place of the name of a secret', { headers: { 'x-key': 'sk-123' } }, 'headers'],
    ['the admin token', { headers: { 'x-key': 'ADMIN_TOKEN' } }, 'headers'],
    ['an unknown key', { color: 'blue' }, 'color'],
  ])('refuses %s', async (_, changes, word) => {
    const { code, message } = await errorOf(stage(freshModel(), 'v3', changes))

    expect(code).toBe('invalid_request')
    expect(message).toContain(word)
    expect(message).not.toContain('sk-123')
  })

  it.each([
    ['host_not_allowed', { url: 'https://evil.test' }, 'origins'],
    ['secret_missing', { headers: { authorization: 'CHAT_KEY' } }, 'wrangler secret put'],
    ['label_in_use', { release: 'v1' }, 'another label'],
  ])('is refused as %s, with what is allowed', async (expected, changes, advice) => {
    const model = freshModel()

    const { code, message } = await errorOf(stage(model, 'v3', changes))

    expect(code).toBe(expected)
    expect(message).toContain(advice)
    expect((await statusOf(model)).revision).toBe(1)
  })

  it('takes a URL in another spelling as the platform spells it', async () => {
    const model = freshModel()
    const url = originOf(model, 'green').replace('http:', 'HTTP:')

    await stage(model, 'v3', { url: `${url}/base/../` })

    expect((await statusOf(model)).slots.green.origin).toBe(originOf(model, 'green'))
  })
})

describe('the author of a command', () => {
  it.each(['router', 'Deploy', 'break-glass'])('cannot be %s', async (actor) => {
    const headers = { 'x-bluegreen-actor': actor }

    const { code, message } = await errorOf(command(freshModel(), 'apply', {}, headers))

    expect([code, message]).toEqual(['invalid_request', expect.stringContaining('router')])
  })

  it.each(['rou ter', '(router)', 'r0uter', 'ROUTER', 'router\u00a0'])(
    'cannot look like the router: %s',
    async (actor) => {
      const headers = { 'x-bluegreen-actor': actor }

      expect((await errorOf(command(freshModel(), 'apply', {}, headers))).code).toBe(
        'invalid_request'
      )
    }
  )

  it.each(['router', 'Deploy', 'r0uter', 'detector', 'kv'])(
    'cannot come from the source %s',
    async (source) => {
      const headers = { 'x-bluegreen-actor': 'ada', 'x-bluegreen-source': source }

      const { code, message } = await errorOf(command(freshModel(), 'apply', {}, headers))

      expect([code, message]).toEqual(['invalid_request', expect.stringContaining('router')])
    }
  )

  it('has no control characters', async () => {
    const headers = { 'x-bluegreen-actor': 'ada\tby router' }

    expect((await errorOf(command(freshModel(), 'apply', {}, headers))).code).toBe(
      'invalid_request'
    )
  })
})

it.each([
  ['stage', { reason: 'x\ny' }],
  ['stage', { note: 'x\u202ey' }],
  ['stage', { release: 'v3\u001b[2J' }],
  ['apply', { reason: 'x\u2028y' }],
  ['switch', { reason: 'x\r\n2  rollback' }],
  ['switch', { force: 'x\u0085y' }],
  ['promote', { reason: 'x\u0000y' }],
  ['promote', { force: 'x\u2066y' }],
  ['rollback', { reason: 'x\ty' }],
  ['forgive', { reason: 'x\u009by' }],
  ['pause', { reason: 'x\u2029y' }],
  ['resume', { reason: 'x\u200fy' }],
  ['verify', { reason: 'x\ny' }],
  ['cancel-verify', { reason: 'x\ny' }],
  ['remove-suite', { suite: 'golden', reason: 'x\ny' }],
  ['preview', { reason: 'x\ny' }],
  ['collectors', { perRegion: 2, reason: 'x\u001by' }],
])('%s refuses hidden characters in %j', async (name, body) => {
  const model = freshModel()
  const stageable = { url: originOf(model, 'green'), release: 'v3' }
  const sent = name === 'stage' ? { ...stageable, ...body } : body

  const { code, message } = await errorOf(command(model, name, sent))

  expect([code, message]).toEqual(['invalid_request', expect.stringMatching(/characters/)])
  const history = await administer(`/models/${model}/history`)
  expect((await history.json<{ entries: unknown[] }>()).entries).toHaveLength(1)
})

it.each([
  ['promote', {}, 'nothing_to_promote', 'bluegreen switch'],
  ['forgive', { reason: 'test' }, 'nothing_quarantined', 'bluegreen switch'],
  ['verify', {}, 'unknown_suite', 'bluegreen verify'],
  ['cancel-verify', {}, 'nothing_to_cancel', 'bluegreen verify'],
  ['remove-suite', { suite: 'golden' }, 'unknown_suite', 'bluegreen verification'],
  ['apply', {}, 'nothing_to_apply', 'bluegreen stage'],
  ['resume', {}, 'not_paused', 'bluegreen pause'],
])(
  '%s is refused when there is nothing to do, with what is allowed',
  async (name, body, code, advice) => {
    const response = await command(freshModel(), name, body)

    const { error } = await response.json<Refused>()
    expect(response.status).toBe(409)
    expect(error).toMatchObject({ code, message: expect.stringContaining(advice) })
  }
)

it.each(['forgive', 'pause', 'switch'])('%s needs a reason', async (name) => {
  const { code, message } = await errorOf(command(freshModel(), name))

  expect(code).toBe('invalid_request')
  expect(message).toContain('reason')
})

it('a command names what it did', async () => {
  const model = freshModel()
  const messages: string[] = []
  const sent = [
    ['stage', { url: originOf(model, 'green'), release: 'v3' }],
    ['switch', { force: 'test' }],
    ['promote', {}],
    ['rollback', {}],
    ['forgive', { reason: 'test' }],
    ['pause', { reason: 'test' }],
    ['resume', {}],
  ] as const
  for (const [name, body] of sent) {
    const { message } = await (await command(model, name, body)).json<{ message: string }>()
    messages.push(message.replace(`${model}: `, ''))
  }

  expect(messages).toEqual([
    'green now holds v3, not verified yet, revision 2',
    'live is now green (v3), revision 3',
    'green (v3) is now stable, revision 4',
    'live is now blue (v1), revision 5',
    'no release is quarantined any more, revision 6',
    'paused; nothing goes forward by itself until resume',
    'no longer paused',
  ])
})
