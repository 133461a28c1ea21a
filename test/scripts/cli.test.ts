import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { fakeAdmin, errorBody, statusOf, TOKEN, type FakeAdmin } from './fake-admin.ts'
import { runBluegreen } from '../support/run-script.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

async function routerWith(table: Parameters<typeof fakeAdmin>[0]) {
  router = await fakeAdmin(table)
  return { ...router, env: { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN } }
}

const baking = statusOf({ phase: 'baking', live: 'green', candidate: 'green', revision: 7 })
const made = { revision: 7, live: 'green', release: 'tiny-gpt-v2' }
const oneModel = { 'GET /admin/models': [200, { models: [statusOf()] }] } as const
const twoModels = {
  'GET /admin/models': [200, { models: [statusOf(), statusOf({ model: 'vad' })] }],
} as const

describe('status', () => {
  it('shows all models in a line each when none is named', async () => {
    const { env } = await routerWith(twoModels)

    const { exitCode, stdout } = await runBluegreen(['status'], env)

    expect(exitCode).toBe(0)
    const [head, ...models] = stdout.split('\n')
    expect(head).toMatch(/MODEL +PHASE +LIVE +SHARE +FAULTS +SINCE +BY +ALERT/)
    expect(models[0]).toMatch(/^ {2}chat +idle +blue tiny-gpt-v1 /)
    expect(models[1]).toMatch(/^ {2}vad +idle +blue tiny-gpt-v1 /)
  })

  it.each(['--json', '-o=json'])('prints the answer of the router as JSON: %s', async (flag) => {
    const { env } = await routerWith({ 'GET /admin/models/chat': [200, { ...baking, extra: 1 }] })

    const { stdout } = await runBluegreen(['status', '-m', 'chat', ...flag.split('=')], env)

    expect(JSON.parse(stdout)).toEqual({ ...baking, extra: 1 })
  })
})

describe('switch', () => {
  it('sends the color, the reason, the name and the revision that must match', async () => {
    const changed = { ...baking, message: 'chat: live is now green', made }
    const { env, seen } = await routerWith({ 'POST /admin/models/chat/switch': [200, changed] })
    const flags = ['--model', 'chat', '--reason', 'new model', '--if-match', '6']

    const { exitCode, stdout } = await runBluegreen(['switch', 'green', ...flags], env)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('chat: live is now green')
    expect(stdout).toContain('npm run rollback -- --model chat')
    expect(seen[0]?.body).toEqual({ to: 'green', reason: 'new model' })
    expect(seen[0]?.headers).toMatchObject({
      'if-match': '6',
      'x-bluegreen-actor': 'anna',
      'x-bluegreen-source': 'cli',
    })
  })

  it('names CI as the source and the user that started the pipeline as the author', async () => {
    const { env, seen } = await routerWith({
      'POST /admin/models/chat/switch': [200, { ...baking, message: '', made }],
    })

    const ci = { ...env, CI: 'true', GITHUB_ACTOR: 'Jürgen' }
    await runBluegreen(['switch', 'green', '-m', 'chat', '-r', 'x'], ci)

    expect(seen[0]?.headers).toMatchObject({
      'x-bluegreen-actor': 'Jurgen',
      'x-bluegreen-source': 'ci',
    })
  })

  it('uses the only model when none is named', async () => {
    const { env } = await routerWith({
      ...oneModel,
      'POST /admin/models/chat/switch': [200, { ...baking, message: '', made }],
    })

    const { exitCode } = await runBluegreen(['switch', 'green', '--reason', 'x'], env)

    expect(exitCode).toBe(0)
  })

  it('shows a change between the command and its answer', async () => {
    const cause = { by: 'router', reason: 'green is faulty', revision: 8 }
    const rolledBack = statusOf({ ...cause, live: 'blue', phase: 'idle' })
    const message = 'chat: live is now green (v2), revision 7'
    const { env } = await routerWith({
      'POST /admin/models/chat/switch': [200, { ...rolledBack, message, made }],
    })

    const { exitCode, stdout } = await runBluegreen(
      ['switch', 'green', '-m', 'chat', '-r', 'x'],
      env
    )

    expect(exitCode).toBe(0)
    expect(stdout).toContain(message)
    expect(stdout).toContain(
      'But since then: live is blue (tiny-gpt-v1), revision 8, by router: green is faulty'
    )
  })

  it('asks for the model when there are several', async () => {
    const { env, seen } = await routerWith(twoModels)

    const { exitCode, stderr } = await runBluegreen(['switch', 'green', '--reason', 'x'], env)

    expect(exitCode).toBe(2)
    expect(stderr).toContain('It has chat, vad.')
    expect(seen.map(({ method }) => method)).toEqual(['GET'])
  })

  it('requires a reason', async () => {
    const { exitCode, stderr } = await runBluegreen(['switch', 'green', '-m', 'chat'])

    expect(exitCode).toBe(2)
    expect(stderr).toContain('--reason')
  })
})

describe('the connection', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-cli-'))
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o644 })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('takes the token from a file, with a warning when others may read it', async () => {
    const { url } = await routerWith(oneModel)
    const flags = ['--router', url, '--token-file', tokenFile]

    const { exitCode, stdout, stderr } = await runBluegreen(['status', ...flags])

    expect(exitCode).toBe(0)
    expect(stdout).toContain('chat: live is blue')
    expect(stderr).toContain(`chmod 600 ${tokenFile}`)
  })

  it.each([
    ['status', '--header'],
    ['stage', '--router-header'],
  ])('sends the headers for what stands before the router: %s', async (command, flag) => {
    const { env, seen } = await routerWith({})
    const stage = command === 'stage' ? ['--url', 'http://v3.test', '--release', 'v3'] : []
    const headers = [flag, 'X-Gate: open', flag, 'x-team: models']

    await runBluegreen([command, '-m', 'chat', ...stage, ...headers], env)

    expect(seen[0]?.headers).toMatchObject({ 'x-gate': 'open', 'x-team': 'models' })
  })

  it('shows no header that it refuses', async () => {
    const ran = await runBluegreen(['status', '--header', 's3cret', '--json'])

    expect(ran.exitCode).toBe(2)
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'bad_header' } })
    expect(JSON.stringify(ran)).not.toContain('s3cret')
  })
})

describe('collectors', () => {
  it('sends the number, the reason and the revision that must match', async () => {
    const message = 'chat: reports now go to collectors'
    const changed = { ...baking, message, made: null }
    const { env, seen } = await routerWith({ 'POST /admin/models/chat/collectors': [200, changed] })
    const flags = ['--model', 'chat', '--reason', 'we grow', '--if-match', '6']

    const { exitCode, stdout } = await runBluegreen(['collectors', '16', ...flags], env)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('chat: reports now go to collectors')
    expect(seen[0]?.body).toEqual({ perRegion: 16, reason: 'we grow' })
    expect(seen[0]?.headers).toMatchObject({ 'if-match': '6', 'x-bluegreen-actor': 'anna' })
  })

  it('requires a reason', async () => {
    const { exitCode, stderr } = await runBluegreen(['collectors', '0', '-m', 'chat'])

    expect(exitCode).toBe(2)
    expect(stderr).toContain('npm run bluegreen -- collectors 0 --reason')
  })

  it.each(['33', '-1', 'many'])('refuses %s', async (count) => {
    const { exitCode } = await runBluegreen(['collectors', count, '-m', 'chat', '-r', 'x'])

    expect(exitCode).toBe(2)
  })
})

describe('exit codes', () => {
  const refusals = [
    { status: 409, code: 'already_live', exitCode: 1 },
    { status: 412, code: 'revision_mismatch', exitCode: 1 },
    { status: 404, code: 'unknown_model', exitCode: 2 },
    { status: 403, code: 'closed', exitCode: 4 },
    { status: 502, code: 'coordinator_unavailable', exitCode: 3 },
    { status: 500, code: 'internal', exitCode: 5 },
  ] as const
  for (const { status, code, exitCode } of refusals) {
    it(`ends with ${exitCode} at ${status} ${code}`, async () => {
      const answer = [status, errorBody(code, 'No.')] as const
      const { env } = await routerWith({ ...oneModel, 'POST /admin/models/chat/rollback': answer })

      const ran = await runBluegreen(['rollback', '-m', 'chat', '--json'], env)

      expect(ran.exitCode).toBe(exitCode)
      expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code } })
      expect(ran.stderr).toContain('No.')
    })
  }

  it('ends with 4 when the token is wrong', async () => {
    const { env } = await routerWith(oneModel)

    const { exitCode, stderr } = await runBluegreen(['status', '--token', 'wrong'], env)

    expect(exitCode).toBe(4)
    expect(stderr).toContain('BLUEGREEN_TOKEN')
  })

  it('ends with 3 when the router does not answer, and points to break-glass', async () => {
    const { exitCode, stderr } = await runBluegreen(['status', '--url', 'http://127.0.0.1:9'])

    expect(exitCode).toBe(3)
    expect(stderr).toContain('--break-glass')
  })

  for (const args of [['switch', 'purple'], ['nonsense'], ['history', '--limit', 'many'], []]) {
    it(`ends with 2 at \`bluegreen ${args.join(' ')}\``, async () => {
      const { exitCode, stderr } = await runBluegreen(args)

      expect(exitCode).toBe(2)
      expect(stderr).not.toBe('')
    })
  }
})
