import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runBluegreen, type ScriptResult } from '../support/run-script.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import { paired } from '../support/wire/pair.ts'
import { TOKEN } from '../support/wire/router.ts'

const { blue, green, router, fresh } = paired()

const suite = {
  cases: [
    {
      name: 'refund',
      request: { path: '/predict', body: { text: 'my money back' } },
      expect: {
        json: { label: 'billing', score: { near: 0.91, by: 0.02 } },
        schema: { type: 'object', required: ['label'] },
      },
    },
  ],
}

const right = json({ label: 'billing', score: 0.9 })

let file = ''
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), 'suite-')), 'golden.json')
  writeFileSync(file, JSON.stringify(suite))
})
afterAll(() => rmSync(join(file, '..'), { recursive: true }))

function json(document: object): Reply {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) }
}

function bluegreen(...args: readonly string[]): Promise<ScriptResult> {
  return runBluegreen(args, { BLUEGREEN_URL: router().url, BLUEGREEN_TOKEN: TOKEN })
}

/** A model with an unverified release on green. */
async function stagedModel(): Promise<string> {
  const { name } = fresh()
  const { exitCode } = await bluegreen('stage', name, '--url', green().url, '--release', 'v3')
  expect(exitCode).toBe(0)
  return name
}

test('a release goes live only after its golden requests have passed', async () => {
  const name = await stagedModel()
  const unverified = await bluegreen('switch', name, '-r', 'too early')
  const failing = bluegreen('verify', name, '--suite', file)
  answerWith(await green().take().taken, json({ label: 'refund', score: 0.5 }))
  const failed = await failing
  const passing = bluegreen('verify', name, '-r', 'mended')
  answerWith(await green().take().taken, right)

  const passed = await passing
  const switched = await bluegreen('switch', name, '-r', 'v3 passed')

  expect([unverified, failed, passed, switched].map(({ exitCode }) => exitCode)).toEqual([
    1, 9, 0, 0,
  ])
  expect(failed.stdout).toContain('      expected  "billing"\n      got       "refund"')
  expect(passed.stdout).toContain(`${name}: green (v3) is VERIFIED: 1 of 1 golden requests passed`)
  const { stdout } = await bluegreen('history', name)
  expect(stdout).toContain('mended')
  expect(stdout).toContain('1 of 1 golden requests passed')
})

test('a verification against stable calls both colors, and lists the differences', async () => {
  const name = await stagedModel()
  const running = bluegreen('verify', name, '--suite', file, '--against', 'stable', '--json')
  answerWith(await green().take().taken, right)
  answerWith(await blue().take().taken, json({ label: 'other', score: 0.9 }))

  const { exitCode, stdout } = await running

  expect(exitCode).toBe(0)
  const differences = [{ where: 'label', stable: '"other"', candidate: '"billing"' }]
  expect(JSON.parse(stdout)).toMatchObject({ run: { state: 'passed', cases: [{ differences }] } })
})

test('status and verification show the run while it waits', async () => {
  const name = await stagedModel()
  const running = bluegreen('verify', name, '--suite', file)
  const { response } = await green().take().taken

  const status = await bluegreen('status', name)
  const shown = await bluegreen('verification', name)
  response.destroy()
  const { exitCode, stdout } = await running

  expect(status.stdout).toContain('verification running just now: 0 of 1 golden requests passed')
  expect(shown.stdout).toContain('green (v3) is being verified')
  expect(exitCode).toBe(9)
  expect(stdout).toContain('no whole answer: unreachable')
})
