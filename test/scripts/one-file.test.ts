import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { projectFolder } from '../../scripts/dev/paths.ts'
import { fakeAdmin, statusOf, TOKEN, type FakeAdmin } from './fake-admin.ts'

/** A copy of the sources with the packages of the project, so that the test may change a file. */
const copy = mkdtempSync(join(tmpdir(), 'bluegreen-copy-'))
/** A folder that holds the built file alone. */
const alone = mkdtempSync(join(tmpdir(), 'bluegreen-alone-'))
const file = join(alone, 'bluegreen.mjs')

const { HOME } = process.env
/** No test installs packages: npm is not found. */
const env = { PATH: systemPath(), HOME, USER: 'anna', npm_execpath: join(alone, 'npm-cli.js') }

/** The search path without packages: `node` there is that of the system. */
function systemPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.filter((folder) => !folder.includes('node_modules')).join(delimiter)
}

function run(node: string, args: readonly string[], more: Record<string, string> = {}) {
  const options = { env: { ...env, ...more }, extendEnv: false, reject: false } as const
  return execa(node, [...args], options)
}

let router: FakeAdmin | undefined

beforeAll(async () => {
  for (const part of ['scripts', 'src', 'package.json', 'package-lock.json', 'LICENSE']) {
    cpSync(join(projectFolder, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(projectFolder, 'node_modules'), join(copy, 'node_modules'))
  await execa(process.execPath, [join(copy, 'scripts/package/main.mjs')], { env })
  cpSync(join(copy, '.build/bluegreen.mjs'), file)
}, 60_000)

afterEach(async () => {
  await router?.stop()
  router = undefined
})

afterAll(() => {
  for (const folder of [copy, alone]) rmSync(folder, { recursive: true })
})

it.each([
  ['of the project', process.execPath],
  ['of the system', 'node'],
])('runs without packages on the Node %s', async (_, node) => {
  router = await fakeAdmin({ 'GET /admin/models/chat': [200, statusOf()] })
  const connection = { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }

  const status = await run(node, [file, 'status', 'chat', '--json'], connection)
  const version = await run(node, [file, 'version', '--json'])

  expect(status).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(status.stdout)).toMatchObject({ model: 'chat', live: 'blue' })
  expect(JSON.parse(version.stdout)).toMatchObject({ version: expect.any(String) })
})

it('asks for a checkout where it needs wrangler', async () => {
  const args = [file, 'rollback', '--break-glass', '--remote']
  const { exitCode, stderr } = await run(process.execPath, args)

  expect(exitCode).toBe(2)
  expect(stderr).toContain('npx bluegreen in a checkout')
})

it('is built from packages that a checkout has without those for development', () => {
  const stamp = Object.keys(JSON.parse(readFileSync(join(copy, '.build/bluegreen.json'), 'utf8')))
  const lockFile = JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'))

  const bundled = stamp.flatMap((path) => /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])
  expect([...new Set(bundled)].filter((path) => lockFile.packages[path].dev === true)).toEqual([])
  expect(bundled).not.toEqual([])
})

it('has the licences of the packages in it', () => {
  const text = readFileSync(file, 'utf8')

  const [, ...notes] = text.split('\n---\n\n').map((note) => note.split(':\n')[0])
  const bundled = text.matchAll(/^\/\/ .*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)
  const folders = new Set(Array.from(bundled, ([, folder]) => folder))
  const names = Array.from(folders, (folder) => {
    const manifest = join(projectFolder, 'node_modules', folder ?? '', 'package.json')
    return JSON.parse(readFileSync(manifest, 'utf8')).name
  })
  expect(new Set(notes.map((note) => note?.split(' ')[0]))).toEqual(new Set(names))
  expect(text).toContain('Copyright')
})

it('is a package that npm can pack', async () => {
  const folder = join(copy, '.build/bluegreen')
  const { stdout } = await execa('npm', ['pack', folder, '--dry-run', '--json'], { cwd: alone })

  const [packed] = JSON.parse(stdout)
  expect(packed.files.map(({ path }: { path: string }) => path)).toEqual([
    'LICENSE',
    'bluegreen.mjs',
    'package.json',
  ])
})

it('is built again by the wrapper when a source has changed', async () => {
  const wrapper = join(copy, 'scripts/cli/bluegreen.mjs')
  const before = await run('node', [wrapper, 'version'])
  const source = join(copy, 'scripts/cli/version.ts')
  writeFileSync(source, readFileSync(source, 'utf8').replace('`bluegreen ', '`bluegreen changed '))

  const after = await run('node', [wrapper, 'version'])

  expect(before).toMatchObject({ exitCode: 0, stderr: '' })
  expect(after.stdout).toBe(before.stdout.replace('bluegreen', 'bluegreen changed'))
})
