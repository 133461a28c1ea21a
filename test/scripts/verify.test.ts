import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  CaseAnswer,
  Verification,
  VerificationRunAnswer,
} from '../../src/control-plane/admin/verification-answer.ts'
import { errorBody, fakeAdmin, statusOf, TOKEN, type FakeAdmin } from './fake-admin.ts'
import { exitOf, runBluegreen, startScript } from '../support/run-script.ts'

let router: FakeAdmin | undefined
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suite-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await router?.stop()
  router = undefined
})

const passed: CaseAnswer = {
  name: 'refund',
  passed: true,
  runs: 1,
  right: 1,
  mismatches: [],
  error: null,
  firstByteMs: 10,
  totalMs: 20,
  differences: null,
  summary: 'refund: passed',
}

const wrong: CaseAnswer = {
  ...passed,
  name: 'billing',
  passed: false,
  runs: 3,
  right: 1,
  mismatches: [{ what: 'label', expected: '"billing"', got: '"refund"' }],
  differences: [{ where: 'label', stable: '"billing"', candidate: '"refund"' }],
  summary: 'billing: label: expected "billing", got "refund" (1 of 3 runs)',
}

const run: VerificationRunAnswer = {
  id: 'r1',
  color: 'green',
  release: 'v3',
  staging: 8,
  state: 'running',
  suites: ['golden'],
  againstStable: false,
  by: 'anna',
  reason: 'golden requests',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  cancelled: null,
  passed: 0,
  total: 2,
  cases: [],
  summary: '0 of 2 golden requests passed so far',
}

const endedAt = '2026-01-01T00:00:02.000Z'

function answerOf(changes: Partial<VerificationRunAnswer>): readonly [200, Verification] {
  return [200, { model: 'chat', run: { ...run, ...changes }, suites: [] }]
}

/** A router on which a verification goes through the given answers. */
async function routerWith(...looks: readonly (readonly [number, unknown])[]) {
  const { slots } = statusOf()
  const at = '2026-01-01T00:00:00.000Z'
  const verification = { id: 'r1', state: 'running' as const, passed: 0, total: 2, at }
  const begun = {
    ...statusOf({ slots: { ...slots, green: { ...slots.green, verification } } }),
    made: null,
    message: 'chat: the verification has begun',
  }
  router = await fakeAdmin({
    'POST /admin/models/chat/verify': [200, begun],
    'POST /admin/models/chat/cancel-verify': [200, begun],
    'POST /admin/models/chat/remove-suite': [200, begun],
    'GET /admin/models/chat/verification': looks,
  })
  return { seen: router.seen, env: { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN } }
}

function suiteFile(content: unknown): string {
  const path = join(folder, 'golden.json')
  writeFileSync(path, JSON.stringify(content))
  return path
}

const suite = { cases: [{ name: 'refund', request: { path: '/predict', body: { text: 'a' } } }] }

const allPassed = answerOf({ state: 'passed', passed: 2, endedAt, cases: [passed, passed] })

describe('verify', () => {
  it('sends the suite of a file under its name, with the options', async () => {
    const { env, seen } = await routerWith(allPassed)
    const options = ['--against', 'stable', '--warm-up', '3', '--timeout', '30s']

    const { exitCode } = await runBluegreen(
      ['verify', 'chat', 'green', '--suite', suiteFile(suite), ...options, '-r', 'CHG-1'],
      env
    )

    expect(exitCode).toBe(0)
    expect(seen[0]?.body).toEqual({
      suite: 'golden',
      document: suite,
      color: 'green',
      against: 'stable',
      warmUp: 3,
      timeoutSeconds: 30,
      reason: 'CHG-1',
    })
  })

  it.each([
    [['--suite', 'golden'], { suite: 'golden' }],
    [[], {}],
    [['--color', 'green'], { color: 'green' }],
  ])('sends the stored suites with %j', async (flags, body) => {
    const { env, seen } = await routerWith(allPassed)

    await runBluegreen(['verify', 'chat', ...flags], env)

    expect(seen[0]?.body).toEqual(body)
  })

  it('prints each case as it ends, and then the result', async () => {
    const { env } = await routerWith(
      answerOf({}),
      answerOf({ cases: [passed], passed: 1 }),
      answerOf({ cases: [passed, wrong], passed: 1, state: 'failed', endedAt, summary: '1 of 2' })
    )

    const { exitCode, stdout } = await runBluegreen(['verify', 'chat'], env)

    expect(exitCode).toBe(9)
    expect(stdout.trimEnd().split('\n')).toEqual([
      'chat: the verification has begun',
      '  ✔ refund: passed in 20 ms',
      '  ✘ billing: label: expected "billing", got "refund" (1 of 3 runs); differs from stable in 1 place',
      'chat: green (v3) is NOT verified: 1 of 2',
      '  billing (1 of 3 runs right)',
      '    · label',
      '      expected  "billing"',
      '      got       "refund"',
      '    · label differs',
      '      stable    "billing"',
      '      now       "refund"',
    ])
  })

  it('shows each failed case on GitHub, and all cases in the step summary', async () => {
    const ended = { state: 'failed' as const, passed: 1, endedAt, summary: '1 of 2 passed' }
    const { env } = await routerWith(answerOf({ ...ended, cases: [passed, wrong] }))
    const summaryFile = join(folder, 'summary.md')
    const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summaryFile }

    const { stdout } = await runBluegreen(['verify', 'chat'], { ...env, ...github })

    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual([
      '::error title=chat green v3::billing: label: expected "billing", got "refund" (1 of 3 runs)',
    ])
    expect(readFileSync(summaryFile, 'utf8').trim().split('\n')).toEqual([
      '### chat: green (v3): 1 of 2 passed',
      '',
      '| case | result | expected | got | ms |',
      '| --- | --- | --- | --- | --- |',
      '| refund | passed |  |  | 20 |',
      '| billing | FAILED (1 of 3 runs right) | label: "billing" | "refund" | 20 |',
    ])
  })

  it('says that a call had no whole answer', async () => {
    const failed = { ...passed, passed: false, right: 0, error: 'timed_out' as const }
    const { env } = await routerWith(answerOf({ cases: [failed], state: 'failed', endedAt }))

    const { stdout } = await runBluegreen(['verify', 'chat'], env)

    expect(stdout).toContain('no whole answer: timed out')
  })

  it('prints one document with --json', async () => {
    const { env } = await routerWith(answerOf({}), allPassed)

    const { exitCode, stdout } = await runBluegreen(['verify', 'chat', '--json'], env)

    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'chat',
      run: { id: 'r1', state: 'passed', cases: [{ name: 'refund' }, {}] },
    })
  })

  it('waits while the router does not answer', async () => {
    const gone = [502, errorBody('coordinator_unavailable', 'It is gone.')] as const
    const { env } = await routerWith(answerOf({}), gone, gone, allPassed)

    expect((await runBluegreen(['verify', 'chat'], env)).exitCode).toBe(0)
  })

  it.each([
    ['was cancelled', { state: 'cancelled' as const, cancelled: 'green went live', endedAt }],
    ['was replaced', { id: 'r2' }],
  ])('ends with 9 when the run %s', async (_, changes) => {
    const { env } = await routerWith(answerOf({}), answerOf(changes))

    expect((await runBluegreen(['verify', 'chat'], env)).exitCode).toBe(9)
  })

  it('ends the one that is running with --cancel', async () => {
    const { env, seen } = await routerWith(allPassed)

    const cancel = ['verify', 'chat', '--cancel', '-r', 'wrong suite']
    const { exitCode, stdout } = await runBluegreen(cancel, env)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('verification --model chat')
    expect(seen.map(({ path, body }) => [path, body])).toEqual([
      ['/admin/models/chat/cancel-verify', { reason: 'wrong suite' }],
    ])
  })

  it.each([
    ['--suite', 'golden'],
    ['--warm-up', '3'],
  ])('does not go with --cancel and %s', async (...option) => {
    const { exitCode } = await runBluegreen(['verify', 'chat', '--cancel', ...option])

    expect(exitCode).toBe(2)
  })

  it('leaves the run going at an interrupt, and says so', async () => {
    const { env, seen } = await routerWith(answerOf({}))
    const child = startScript('cli/main.ts', ['verify', 'chat'], env)
    const errors = child.stderr === null ? '' : text(child.stderr)
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBeGreaterThan(1)

    child.kill('SIGINT')

    expect(await exitOf(child)).toBe(130)
    expect(await errors).toContain('The verification goes on in the router.')
    expect(seen.filter(({ method }) => method !== 'GET')).toHaveLength(1)
  })

  it.each([
    ['that does not exist', () => join(folder, 'other.json'), 'cannot be read'],
    ['without cases', () => suiteFile({ cases: [] }), 'cases'],
    ['with an unknown key', () => suiteFile({ ...suite, name: 'x' }), 'name'],
  ])('ends with 2 at a file %s', async (_, path, message) => {
    const { exitCode, stderr } = await runBluegreen(['verify', 'chat', '--suite', path()])

    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
  })

  it('ends with 1 when it is refused', async () => {
    router = await fakeAdmin({
      'POST /admin/models/chat/verify': [409, errorBody('verification_running', 'It runs.')],
    })
    const env = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }

    const { exitCode, stderr } = await runBluegreen(['verify', 'chat'], env)

    expect(exitCode).toBe(1)
    expect(stderr).toContain('It runs.')
  })
})

describe('verification', () => {
  it('shows the latest run and the stored suites', async () => {
    const [, look] = allPassed
    const stored = { name: 'golden', cases: 2, by: 'anna', at: endedAt }
    const { env } = await routerWith([200, { ...look, suites: [stored] }])

    const { exitCode, stdout } = await runBluegreen(['verification', 'chat'], env)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('✔ refund: passed')
    expect(stdout).toContain('chat: green (v3) is VERIFIED')
    expect(stdout).toContain('suite golden: 2 cases, by anna')
  })

  it('says that there is none', async () => {
    const { env } = await routerWith([200, { model: 'chat', run: null, suites: [] }])

    const { stdout } = await runBluegreen(['verification', 'chat'], env)

    expect(stdout).toBe('chat: no verification yet\nno stored suites\n')
  })
})

it('remove-suite names the suite', async () => {
  const { env, seen } = await routerWith(allPassed)

  const { exitCode } = await runBluegreen(['remove-suite', 'chat', '--suite', 'golden'], env)

  expect(exitCode).toBe(0)
  expect(seen[0]).toMatchObject({
    path: '/admin/models/chat/remove-suite',
    body: { suite: 'golden' },
  })
})
