import { afterEach, describe, expect, it } from 'vitest'
import { fakeAdmin, errorBody, statusOf, TOKEN, type FakeAdmin } from './fake-admin.ts'
import { runBluegreen } from '../support/run-script.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

/** A router that answers every command on chat with a status. */
async function routerWith(changes: object = {}) {
  const changed = { ...statusOf(), message: 'chat: done', made: null, ...changes }
  const names = ['stage', 'apply', 'switch', 'promote', 'rollback', 'forgive', 'pause', 'resume']
  const answers = names.map((name) => [`POST /admin/models/chat/${name}`, [200, changed]] as const)
  router = await fakeAdmin(Object.fromEntries(answers))
  return { seen: router.seen, env: { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN } }
}

describe('stage', () => {
  const made = {
    revision: 8,
    live: 'blue',
    release: 'v1',
    staged: { color: 'green', release: 'v3', staging: 8 },
  }

  it('sends URL, label, the names of secrets and the note', async () => {
    const { env, seen } = await routerWith({ revision: 8, made })
    const release = ['--url', 'https://v3.test', '--release', 'v3', '--note', 'CHG-1']
    const headers = ['--header', 'authorization=CHAT_KEY', '--header', 'x-team=TEAM']

    const { exitCode, stdout } = await runBluegreen(['stage', 'chat', ...release, ...headers], env)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('npm run switch -- green --model chat')
    expect(seen[0]?.path).toBe('/admin/models/chat/stage')
    expect(seen[0]?.body).toEqual({
      url: 'https://v3.test',
      release: 'v3',
      headers: { authorization: 'CHAT_KEY', 'x-team': 'TEAM' },
      note: 'CHG-1',
      replace: false,
    })
  })

  it('takes the router from --router, because --url is the URL of the release', async () => {
    const { env, seen } = await routerWith({ revision: 8, made })
    const { BLUEGREEN_URL: address, ...rest } = env
    const flags = ['--router', address, '--url', 'https://v3.test', '--release', 'v3']

    const { exitCode } = await runBluegreen(['stage', 'chat', ...flags], rest)

    expect(exitCode).toBe(0)
    expect(seen).toHaveLength(1)
  })

  it.each([
    ['without a URL', ['--release', 'v3']],
    ['without a label', ['--url', 'https://v3.test']],
    ['with a key in place of a name', ['--url', 'x', '--release', 'v3', '--header', 'a=sk-1']],
  ])('ends with 2 %s', async (_, flags) => {
    const { exitCode } = await runBluegreen(['stage', 'chat', ...flags])

    expect(exitCode).toBe(2)
  })
})

describe('switch', () => {
  it.each([
    [['chat', 'green'], { to: 'green' }],
    [['green', '-m', 'chat'], { to: 'green' }],
    [['chat'], {}],
  ])('takes the model and the color as %j', async (words, body) => {
    const { env, seen } = await routerWith()

    const { exitCode } = await runBluegreen(['switch', ...words, '-r', 'new'], env)

    expect(exitCode).toBe(0)
    expect(seen[0]?.body).toEqual({ ...body, reason: 'new' })
  })

  it('needs no other reason than that of --force', async () => {
    const { env, seen } = await routerWith()

    await runBluegreen(['switch', 'chat', '--force', 'blue is lost', '--bake', '30m'], env)

    expect(seen[0]?.body).toEqual({ force: 'blue is lost', bakeSeconds: 1_800 })
  })

  it.each([
    [
      ['--steps', '1%:10m,0.5', '--hold-back', '2%'],
      { steps: [{ weight: 1, seconds: 600 }, { weight: 50 }], holdBack: 2 },
    ],
  ])('sends the way to all traffic: %j', async (flags, body) => {
    const { env, seen } = await routerWith()

    await runBluegreen(['switch', 'chat', '-r', 'new', ...flags], env)

    expect(seen[0]?.body).toEqual({ reason: 'new', ...body })
  })

  it('says that there is no automatic rollback, and that the model is paused', async () => {
    const bake = { startedAt: '2026-01-01T00:00:00.000Z', endsAt: '2026-01-01T00:30:00.000Z' }
    const paused = { at: '2026-01-01T00:00:00.000Z', by: 'ada', reason: 'a review' }
    const baking = { phase: 'baking', live: 'green', candidate: 'green', bake }
    const { env } = await routerWith({ ...baking, autoRollback: false, paused })

    const { stdout } = await runBluegreen(['switch', 'chat', '-r', 'new'], env)

    expect(stdout).toContain('green is on trial for 30 min; NO automatic rollback')
    expect(stdout).toContain('The model is paused')
  })

  it.each([
    ['two models', ['switch', 'chat', 'vad', '-r', 'x']],
    ['two colors', ['switch', 'blue', 'green', '-r', 'x']],
    ['a bake that is no duration', ['switch', 'chat', '-r', 'x', '--bake', 'soon']],
    ['steps at once', ['switch', 'chat', '-r', 'x', '--steps', '5%', '--at-once']],
    ['a break-glass that does not say which KV', ['switch', 'chat', 'green', '--break-glass']],
    ['a local environment', ['switch', 'green', '--break-glass', '--local', '--env', 'staging']],
    ['an environment without break-glass', ['rollback', '--env', 'staging']],
    ['break-glass without a color', ['switch', 'chat', '--break-glass', '--local']],
  ])('ends with 2 at %s', async (_, args) => {
    expect((await runBluegreen(args)).exitCode).toBe(2)
  })
})

it('break-glass asks which KV, also with the router on this machine', async () => {
  const { env } = await routerWith()

  const { exitCode, stderr } = await runBluegreen(['rollback', 'chat', '--break-glass'], env)

  expect(exitCode).toBe(2)
  expect(stderr).toContain('--remote (with --env')
})

it.each([
  ['promote', [], {}],
  ['promote', ['--force', 'x'], { reason: 'x', force: 'x' }],
  ['promote', ['--full'], { full: true }],
  ['rollback', [], {}],
  ['forgive', ['green', '-r', 'ours'], { color: 'green', reason: 'ours' }],
  ['pause', ['-r', 'a review'], { reason: 'a review' }],
  ['resume', [], {}],
  ['apply', ['--replace'], { replace: true }],
])('%s %j sends its body to the model', async (name, flags, body) => {
  const { env, seen } = await routerWith()

  const { exitCode, stdout } = await runBluegreen([name, 'chat', ...flags, '--if-match', '7'], env)

  expect(exitCode).toBe(0)
  expect(stdout).toContain('chat: done')
  expect(seen[0]?.path).toBe(`/admin/models/chat/${name}`)
  expect(seen[0]?.body).toEqual(body)
  expect(seen[0]?.headers).toMatchObject({ 'if-match': '7' })
})

it.each(['abort', 'undo'])('%s is a rollback', async (name) => {
  const { env, seen } = await routerWith()

  await runBluegreen([name, 'chat'], env)

  expect(seen[0]?.path).toBe('/admin/models/chat/rollback')
})

it.each(['pause', 'forgive'])('%s needs a reason', async (name) => {
  const { exitCode, stderr } = await runBluegreen([name, 'chat'])

  expect(exitCode).toBe(2)
  expect(stderr).toContain('--reason')
})

it('prints the answer as JSON, and a refusal with its code', async () => {
  const { env } = await routerWith()
  const answered = await runBluegreen(['promote', 'chat', '--json'], env)
  await router?.stop()
  const message = 'That release is not verified.'
  const refused = [409, errorBody('unverified', message)] as const
  router = await fakeAdmin({ 'POST /admin/models/chat/switch': refused })
  const other = { ...env, BLUEGREEN_URL: router.url }

  const { exitCode, stdout, stderr } = await runBluegreen(
    ['switch', 'chat', '-r', 'x', '--json'],
    other
  )

  expect(JSON.parse(answered.stdout)).toMatchObject({ model: 'chat', message: 'chat: done' })
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'unverified' } })
  expect(stderr).toContain(message)
})

it('status shows the models whose coordinators answer, and ends with 3 when one does not', async () => {
  const failed = { model: 'vad', ...errorBody('coordinator_unavailable', 'It is gone.') }
  router = await fakeAdmin({ 'GET /admin/models': [200, { models: [statusOf(), failed] }] })
  const env = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }

  const { exitCode, stdout } = await runBluegreen(['status'], env)

  expect(exitCode).toBe(3)
  expect(stdout).toContain('chat: live is blue')
  expect(stdout).toContain('It is gone.')
})

it('shows hidden characters of stored texts as escapes', async () => {
  const reason = 'ok\n  9  rollback\u001b[1A\u202e'
  const entry = { revision: 3, at: '2026-01-01T00:00:00.000Z', action: 'switch', reason }
  const author = { by: 'ada\r', source: 'ci', evidence: null, collectors: null }
  const entries = [{ ...entry, from: 'blue', to: 'green', ...author }]
  router = await fakeAdmin({
    'GET /admin/models/chat': [200, statusOf({ reason })],
    'GET /admin/models/chat/history?limit=20': [200, { model: 'chat', entries }],
    'POST /admin/models/chat/resume': [409, errorBody('not_paused', reason)],
  })
  const env = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }

  const outputs = await Promise.all(
    [
      ['status', 'chat'],
      ['history', 'chat'],
      ['resume', 'chat'],
      ['history', 'chat', '--json'],
    ].map((args) => runBluegreen(args, env))
  )

  for (const { stdout, stderr } of outputs) {
    expect(stdout + stderr).toMatch(/\\+u\{a\} {2}9 {2}rollback\\+u\{1b\}\[1A\\+u\{202e\}/)
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  }
})

it('status and history take the model as an argument', async () => {
  router = await fakeAdmin({
    'GET /admin/models/chat': [200, statusOf()],
    'GET /admin/models/chat/history?limit=20': [200, { model: 'chat', entries: [] }],
  })
  const env = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }

  const shown = await runBluegreen(['status', 'chat'], env)
  const listed = await runBluegreen(['history', 'chat'], env)

  expect([shown.exitCode, listed.exitCode]).toEqual([0, 0])
})
