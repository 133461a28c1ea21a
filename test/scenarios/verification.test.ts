import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import {
  startLanguage,
  startScenario,
  startTinyGpt,
  tableOf,
} from '../support/scenarios/scenario.ts'
import { startDetection } from '../support/scenarios/traffic.ts'

const eld = await startLanguage('eld')
const cld3 = await startLanguage('cld3')
const v1 = await startTinyGpt('v1')
const v2 = await startTinyGpt('v2')

const require = ['verify']
const { router, operator } = await startScenario(
  {
    language: tableOf('/language', [eld, cld3], { require }),
    chat: tableOf('/chat', [v1, v2], { require }),
  },
  [eld, cld3, v1, v2]
)

const folder = mkdtempSync(join(tmpdir(), 'bluegreen-suites-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes a suite of golden requests, and returns its path. */
function suiteFile(name: string, cases: readonly object[]): string {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, JSON.stringify({ cases }))
  return path
}

it('a worse model is caught by golden requests before it takes a call', async () => {
  const detection = (text: string, label: string) => ({
    name: text,
    request: { path: '/predict', body: { text } },
    expect: { json: { label } },
  })
  const suite = suiteFile('languages', [
    detection('el perro', 'es'),
    detection('good morning', 'en'),
    detection('il gatto', 'it'),
    detection('das Haus', 'de'),
  ])
  const verify = ['verify', 'language', '--suite', suite]
  const clients = startDetection(`${router.url}/language`)
  await clients.more(20)

  await operator.runs('stage', 'language', '--url', cld3.origin, '--release', 'cld3')
  const worse = await operator.tries(...verify)
  const refused = await operator.tries('switch', 'language', '--reason', 'it is smaller')
  await operator.runs('stage', 'language', '--url', eld.origin, '--release', 'eld-again')
  const verified = await operator.runs(...verify)
  await operator.runs('switch', 'language', '--reason', 'it passed')
  await clients.more(20)
  await clients.stop()

  expect(worse.exitCode).toBe(9)
  expect(worse.stdout).toContain('✔ el perro: passed')
  expect(worse.stdout).toContain('✘ good morning: label: expected "en", got "uz"')
  expect(worse.stdout).toContain('green (cld3) is NOT verified: 2 of 4 golden requests passed')
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('That release is not verified.')
  expect(verified).toContain('green (eld-again) is VERIFIED: 4 of 4 golden requests passed')
  expect(await operator.history('language')).toEqual([
    '5 switch blue eld → green eld-again by anna (cli): it passed',
    '4 verify green eld-again by anna (cli): golden requests',
    'languages: 4 of 4 golden requests passed',
    '3 stage green eld-again by anna (cli): staged eld-again',
    '2 verification_failed green cld3 by anna (cli): golden requests',
    'languages: 2 of 4 golden requests passed; failed: good morning: label: expected "en", got "uz"; das Haus: label: expected "de", got "la"',
    '2 stage green cld3 by anna (cli): staged cld3',
    '1 seed blue eld by router (deploy): first start',
  ])
  expect(clients.failures()).toEqual([])
})

it('a verification goes on after workerd was killed, and its release may be switched to', async () => {
  const completion = (text: string) => ({
    name: text,
    request: {
      path: '/v1/chat/completions',
      body: { model: 'tiny-gpt', messages: [{ role: 'user', content: text }], max_tokens: 4 },
    },
    expect: { json: { object: 'chat.completion' } },
  })
  const suite = suiteFile('prompts', [completion('one'), completion('two'), completion('three')])
  await operator.runs('stage', 'chat', '--url', v2.origin, '--release', 'v2')
  await v2.control({ slow: { share: 1, firstByteMs: 1_000 } })

  const verifying = operator.tries('verify', 'chat', '--suite', suite)
  await operator.waits('chat', ({ slots }) => slots.green.verification?.passed === 1)
  await router.crash()
  const { exitCode, stdout } = await verifying
  await operator.runs('switch', 'chat', '--reason', 'it passed')

  expect(exitCode).toBe(0)
  expect(stdout.match(/✔ \w+: passed/g)).toHaveLength(3)
  expect(stdout).toContain('green (v2) is VERIFIED: 3 of 3 golden requests passed')
  const { counters } = await v2.state()
  expect([3, 4]).toContain(counters.calls)
  expect(await operator.history('chat')).toEqual([
    '4 switch blue tiny-gpt-v1 → green v2 by anna (cli): it passed',
    '3 verify green v2 by anna (cli): golden requests',
    'prompts: 3 of 3 golden requests passed',
    '2 stage green v2 by anna (cli): staged v2',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
})
