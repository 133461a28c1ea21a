import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { onTestFinished, expect, test } from 'vitest'
import { readArchive, writeArchive } from '../../../scripts/serve/backup/archive.ts'
import { lockData, tryLock } from '../../../scripts/serve/lock.ts'
import { logTo, type LogFormat } from '../../../scripts/serve/log.ts'
import { parseServeOptions } from '../../../scripts/serve/options.ts'
import { MAX_DEATHS, nextDelay } from '../../../scripts/serve/restart-delay.ts'
import { readSettings } from '../../../scripts/serve/settings.ts'
import { logWorkerLine } from '../../../scripts/serve/worker-lines.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-unit-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Returns the lines that a log of a format writes for lines of workerd. */
function logged(format: LogFormat, ...lines: readonly string[]): readonly string[] {
  const stdout = new PassThrough({ encoding: 'utf8' })
  const log = logTo(stdout, format)
  for (const line of lines) logWorkerLine(log, line)
  const written: unknown = stdout.read()
  return String(written).trim().split('\n')
}

const rollback = '{"level":"error","event":"rollback","model":"chat","reason":"green is faulty"}'

test('logs a line of the Worker with a time, and any other line as one of the runtime', () => {
  const lines = logged('json', rollback, 'something else').map((line): unknown => JSON.parse(line))

  const time = expect.stringMatching(/^\d{4}-.*Z$/)
  expect(lines).toEqual([
    { time, level: 'error', event: 'rollback', model: 'chat', reason: 'green is faulty' },
    { time, level: 'info', event: 'runtime', message: 'something else' },
  ])
})

test('logs text for people, one line each', () => {
  const [line] = logged('text', rollback)

  expect(line).toMatch(/^\S+Z error rollback model=chat reason="green is faulty"$/)
})

test('starts workerd again at once after a good run, then later and later, and gives up', () => {
  expect(nextDelay(7, 10_000)).toEqual({ deaths: 1, waitMs: 0 })
  expect(nextDelay(0, 100)).toEqual({ deaths: 1, waitMs: 0 })
  expect(nextDelay(1, 9_999)).toEqual({ deaths: 2, waitMs: 100 })
  expect(nextDelay(8, 100)).toEqual({ deaths: 9, waitMs: 5_000 })
  expect(nextDelay(MAX_DEATHS, 100)).toBeUndefined()
})

test('knows a data folder by one path, before it exists too', () => {
  const folder = temporaryFolder()
  symlinkSync(folder, join(folder, 'link'))

  const options = parseServeOptions(['--data', join(folder, 'link', 'new', 'data')])

  expect(options).toMatchObject({ data: join(folder, 'new', 'data') })
})

test('names the option that cannot be read', () => {
  expect(() => parseServeOptions(['--port', 'http'])).toThrow('--port must be a whole number')
  expect(() => parseServeOptions(['--log', 'xml'])).toThrow('--log must be json or text')
  expect(() => parseServeOptions(['--prot', '1'])).toThrow('--prot')
})

test('a data folder is locked once, until its lock is released', () => {
  const data = temporaryFolder()

  const lock = lockData(data)
  expect(() => lockData(data)).toThrow(`Process ${process.pid} uses the data folder`)
  lock.release()

  expect(tryLock(data)).toBeDefined()
})

test('takes secrets from the environment, the named file and .dev.vars, in this order', () => {
  const folder = temporaryFolder()
  const config = join(folder, 'wrangler.json')
  const chat = { headers: { blue: { authorization: 'BLUE_KEY' } } }
  const vars = { MODELS: { chat }, NOTE: 'kept', SIGNING_KEY: 'a variable' }
  const common = { name: 'x', main: 'index.ts', compatibility_date: '2026-11-01' }
  writeFileSync(config, JSON.stringify({ ...common, vars, env: { staging: { vars } } }))
  writeFileSync(join(folder, '.dev.vars'), 'ADMIN_TOKEN=dev\nSIGNING_KEY=dev\nSLACK=dev\n')
  writeFileSync(join(folder, 'secrets'), 'SIGNING_KEY=file\nSLACK=file\n')
  const environment = { SLACK: 'environment', BLUE_KEY: 'environment', HOME: '/root' }

  const settings = readSettings(
    { config, env: 'staging', varsFile: join(folder, 'secrets') },
    environment
  )

  expect(settings.vars).toEqual({ MODELS: { chat }, NOTE: 'kept' })
  expect(settings.secrets).toEqual({
    ADMIN_TOKEN: 'dev',
    SIGNING_KEY: 'file',
    SLACK: 'environment',
    BLUE_KEY: 'environment',
  })
  expect(() => readSettings({ config, env: 'stagign', varsFile: undefined }, {})).toThrow(
    'has no [env.stagign]. It has staging.'
  )
})

test('a backup holds objects only, and a damaged or foreign file is refused', () => {
  const file = join(temporaryFolder(), 'backup')
  const content = new Uint8Array([1, 2, 3])
  writeArchive(file, [{ name: 'Coordinator/a1.sqlite', content }])
  const evil = join(temporaryFolder(), 'backup')
  writeArchive(evil, [{ name: '../evil.sqlite', content }])
  const foreign = join(temporaryFolder(), 'backup')
  writeFileSync(foreign, 'not a database, and long enough to be read as one of them')

  expect(readArchive(file)).toEqual([{ name: 'Coordinator/a1.sqlite', content }])
  expect(() => readArchive(evil)).toThrow('something else than objects')
  expect(() => readArchive(foreign)).toThrow('is not a backup')
})
