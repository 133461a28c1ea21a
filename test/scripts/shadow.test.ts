import { afterEach, expect, it } from 'vitest'
import { parseRate, parseShadowWord, type ShadowWords } from '../../scripts/cli/shadow.ts'
import { showStatus } from '../../scripts/cli/show-status.ts'
import type { Status } from '../../src/control-plane/admin/answers.ts'
import { runBluegreen } from '../support/run-script.ts'
import { fakeAdmin, statusOf, TOKEN, type FakeAdmin } from './fake-admin.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

const noon = Date.parse('2026-01-01T12:00:00.000Z')
const at = (ms: number) => new Date(ms).toISOString()

const shadow: NonNullable<Status['shadow']> = {
  color: 'green',
  release: 'v3',
  staging: 5,
  running: true,
  share: 5,
  since: at(noon - 600_000),
  until: at(noon + 1_200_000),
  maxPerSecond: 5,
  calls: 120,
  successes: 117,
  faults: 3,
  overload: 0,
  neutral: 0,
  slow: 0,
  causes: { faults: { '500': 2, timeout: 1 }, overload: {} },
  verdict: { kind: 'undecided', summary: '3 of 120 calls failed on green in 600 s' },
  routes: [
    {
      route: 'POST /v1/classify',
      agreed: 90,
      differed: 20,
      uncompared: 7,
      skipped: 2,
      firstByteMs: 31,
      liveFirstByteMs: 29,
    },
  ],
  differences: Array.from({ length: 5 }, (_, index) => ({
    at: at(noon - 60_000 * (index + 1)),
    route: 'POST /v1/classify',
    where: 'body',
    stable: 'en',
    candidate: 'fr',
  })),
}

/** Runs `shadow` against a router that carries it out. */
async function run(...args: readonly string[]) {
  const changed = { ...statusOf({ shadow }), message: 'chat: done', made: null }
  router = await fakeAdmin({ 'POST /admin/models/chat/shadow': [200, changed] })
  const env = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }
  const result = await runBluegreen(['shadow', ...args], env)
  return { ...result, bodies: router.seen.map(({ body }) => body) }
}

it('sends the share, its end, its limit and the reason to force it', async () => {
  const flags = ['--for', '30m', '--max', '5/s', '--force', 'to see']
  const { exitCode, bodies, stdout } = await run('chat', '0.5%', ...flags)

  expect(exitCode).toBe(0)
  expect(bodies).toEqual([{ share: 0.5, forSeconds: 1800, maxPerSecond: 5, force: 'to see' }])
  expect(stdout).toContain('npm run bluegreen -- shadow chat off')
})

it('sends no share to end it', async () => {
  const { exitCode, bodies } = await run('chat', 'off', '--reason', 'seen')

  expect(exitCode).toBe(0)
  expect(bodies).toEqual([{ reason: 'seen' }])
})

it('without a share is wrong usage', async () => {
  const { exitCode, bodies, stderr } = await run('chat')

  expect(exitCode).toBe(2)
  expect(stderr).toContain('such as 5%, or off')
  expect(bodies).toEqual([])
})

it.each([
  [['chat', '5%'], { model: 'chat', share: 5 }],
  [['0.05', 'chat'], { model: 'chat', share: 5 }],
  [['7b', '0.25%'], { model: '7b', share: 0.25 }],
  [['off'], { share: 0 }],
])('reads %j', (words, read) => {
  expect(words.reduce(parsed, {})).toEqual(read)
})

it.each([[['0%']], [['101%']], [['5']], [['5%', '6%']], [['5%', 'off']], [['chat', 'vad']]])(
  'refuses %j',
  (words) => {
    expect(() => words.reduce(parsed, {})).toThrow(/such as 5%/)
  }
)

it.each([
  ['5/s', 5],
  ['0.5', 0.5],
])('reads the rate %s', (text, rate) => {
  expect(parseRate(text)).toBe(rate)
})

it.each(['0/s', '-1', '5/m', 'many'])('refuses the rate %s', (text) => {
  expect(() => parseRate(text)).toThrow('5/s')
})

const parsed = (known: ShadowWords, word: string) => parseShadowWord(word, known)

it('is in the status, with the newest differences', () => {
  const lines = showStatus(statusOf({ shadow }), noon).split('\n')
  const first = lines.findIndex((line) => line.startsWith('  shadow'))

  expect(lines.slice(first, first + 8).map((line) => line.trim())).toEqual([
    'shadow    copies 5 % of the calls to green (v3), at most 5/s on each isolate, since 10 min ago, 20 min left',
    'undecided: 3 of 120 calls failed on green in 600 s',
    '120 copies: 117 successes, 3 faults, 0 overload, 0 neutral; 0 slow',
    '2 × 500, 1 × timeout',
    'POST /v1/classify: 90 of 110 answers agree (81.8 %), 7 not compared, 2 not sent, first byte 31 ms (live 29 ms)',
    'differs 1 min ago, POST /v1/classify, body: stable en / copy fr',
    'differs 2 min ago, POST /v1/classify, body: stable en / copy fr',
    'differs 3 min ago, POST /v1/classify, body: stable en / copy fr',
  ])
})

it('that is over stays in the status', () => {
  const over = { ...shadow, running: false, share: null, since: null, until: null }
  const text = showStatus(statusOf({ shadow: over }), noon)

  expect(text).toContain('  shadow    of green (v3) is over')
  expect(text).toContain('90 of 110 answers agree')
})
