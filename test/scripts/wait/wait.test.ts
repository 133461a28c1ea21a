import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runBluegreen } from '../../support/run-script.ts'
import { errorBody, fakeAdmin, statusOf, TOKEN, type FakeAdmin } from '../fake-admin.ts'
import { historyOf, inBake } from './history.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

const made = { revision: 4, live: 'green', release: 'tiny-gpt-v2' }
const switched = { ...inBake(), message: 'chat: live is now green (tiny-gpt-v2), revision 4', made }
const inBakeHistory = { model: 'chat', entries: historyOf([4, 'switch', 'green']) }
const ending = (action: 'complete' | 'rollback') => ({
  model: 'chat',
  entries: historyOf([4, 'switch', 'green'], [5, action, action === 'complete' ? 'green' : 'blue']),
})

/** A router whose bake ends with the second look. */
async function routerThat(action: 'complete' | 'rollback') {
  const color = action === 'complete' ? 'green' : 'blue'
  const ended = statusOf({ revision: 5, live: color, stable: color })
  router = await fakeAdmin({
    'POST /admin/models/chat/switch': [200, switched],
    'POST /admin/models/chat/promote': [
      200,
      { ...ended, message: '', made: { ...made, revision: 5 } },
    ],
    'GET /admin/models/chat': [
      [200, inBake()],
      [200, ended],
    ],
    'GET /admin/models/chat/history?limit=200': [
      [200, inBakeHistory],
      [200, ending(action)],
    ],
  })
  return {
    seen: router.seen,
    env: { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN, TZ: 'UTC' },
  }
}

const ordered = ['switch', 'green', '-m', 'chat', '-r', 'x'] as const

describe('switch --wait', () => {
  it('prints what the command did and each change, and ends with 6 after a rollback', async () => {
    const { env } = await routerThat('rollback')

    const { exitCode, stdout } = await runBluegreen([...ordered, '--wait'], env)

    expect(exitCode).toBe(6)
    expect(stdout).toContain('chat: live is now green (tiny-gpt-v2), revision 4')
    expect(stdout).toMatch(/00:00:04 UTC chat r4 {2}green tiny-gpt-v2 baking/)
    expect(stdout).toMatch(/00:00:05 UTC chat r5 {2}ROLLED BACK to blue tiny-gpt-v1/)
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^chat: rolled back to blue tiny-gpt-v1/)
  })

  it('ends with 0 when the bake completes', async () => {
    const { env } = await routerThat('complete')

    expect(await runBluegreen([...ordered, '--wait=completed'], env)).toMatchObject({ exitCode: 0 })
  })

  it('ends with the bake when it waits for that', async () => {
    const { env, seen } = await routerThat('rollback')

    const { exitCode } = await runBluegreen([...ordered, '--wait=baking'], env)

    expect(exitCode).toBe(0)
    expect(seen).toHaveLength(3)
  })

  it('ends with 7 at the time limit', async () => {
    const { env } = await routerThat('rollback')

    const { exitCode, stdout } = await runBluegreen([...ordered, '--wait', '--timeout', '1ms'], env)

    expect(exitCode).toBe(7)
    expect(stdout).toContain('chat: still under way after')
  })

  it('prints one document with --json', async () => {
    const { env } = await routerThat('rollback')

    const { stdout, stderr } = await runBluegreen([...ordered, '--wait', '--json'], env)

    expect(JSON.parse(stdout)).toMatchObject({
      wait: { for: 'completed', result: 'rolled_back' },
      rollout: { id: 'chat-4', revisions: [4, 5] },
    })
    expect(stderr).toContain('ROLLED BACK')
  })

  it('does not go with break-glass', async () => {
    const { exitCode, stderr } = await runBluegreen([...ordered, '--wait', '--break-glass'])

    expect(exitCode).toBe(2)
    expect(stderr).toContain('--wait')
  })
})

it('promote --wait knows the rollout that it has completed', async () => {
  const { env } = await routerThat('complete')

  const { exitCode } = await runBluegreen(['promote', 'chat', '--wait'], env)

  expect(exitCode).toBe(0)
})

describe('switch without --wait', () => {
  const note = 'Nobody watches the outcome: add --wait, or run bluegreen wait chat'

  it('says in CI that nobody watches the outcome', async () => {
    const { env } = await routerThat('rollback')

    const { exitCode, stdout } = await runBluegreen([...ordered], { ...env, CI: 'true' })

    expect(exitCode).toBe(0)
    expect(stdout).toContain(`${note} --for completed --revision 4`)
  })

  it('does not say that elsewhere', async () => {
    const { env } = await routerThat('rollback')

    expect((await runBluegreen([...ordered], env)).stdout).not.toContain('Nobody watches')
  })
})

describe('wait', () => {
  it.each([
    [['--for', 'completed', '--revision', '4'], 6],
    [['--for', 'completed'], 6],
    [['--for', 'live=tiny-gpt-v2'], 0],
    [['--for', 'baking', '--timeout', '10m'], 0],
    [['--for', 'completed', '--timeout', 'soon'], 2],
    [['--for', 'the best'], 2],
    [[], 2],
  ])('%j ends with %i', async (flags, exitCode) => {
    const { env } = await routerThat('rollback')

    expect(await runBluegreen(['wait', 'chat', ...flags], env)).toMatchObject({ exitCode })
  })

  it('ends with 8 when another change came first', async () => {
    const entries = historyOf([4, 'stage'], [5, 'stage'])
    router = await fakeAdmin({
      'GET /admin/models/chat': [200, statusOf({ revision: 5 })],
      'GET /admin/models/chat/history?limit=200': [200, { model: 'chat', entries }],
    })
    const env = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }
    const flags = ['--for', 'completed', '--revision', '4']

    const { exitCode, stdout } = await runBluegreen(['wait', 'chat', ...flags], env)

    expect(exitCode).toBe(8)
    expect(stdout).toContain('superseded by another change, revision 5, stage by ada')
  })

  it('shows the end on GitHub', async () => {
    const { env } = await routerThat('rollback')
    const folder = await mkdtemp(join(tmpdir(), 'bluegreen-'))
    const summaryFile = join(folder, 'summary.md')
    const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summaryFile }

    const { stdout } = await runBluegreen(['wait', 'chat', '--for', 'completed'], {
      ...env,
      ...github,
    })

    expect(stdout).toContain('::error title=bluegreen::chat: rolled back to blue')
    expect(await readFile(summaryFile, 'utf8')).toContain('| 5 | rollback | blue | ada | x |')
    await rm(folder, { recursive: true })
  })

  it('goes on when the coordinator does not answer for a while', async () => {
    router = await fakeAdmin({
      'GET /admin/models/chat': [
        [502, errorBody('coordinator_unavailable', 'It is away.')],
        [200, statusOf({ revision: 5 })],
      ],
      'GET /admin/models/chat/history?limit=200': [200, ending('complete')],
    })
    const env = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }

    const { exitCode, stdout } = await runBluegreen(['wait', 'chat', '--for', 'completed'], env)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('It is away. The wait goes on.')
  })
})
