import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { wrappedProject, type WrappedProject } from '../support/wrapped-project.ts'

const scripts = {
  'greet.mjs': `console.log('hello'); console.error('a warning')`,
  'exit.mjs': `process.exitCode = Number(process.argv[2])`,
  'kill.mjs': `process.kill(process.pid, process.argv[2]); setInterval(() => {}, 1000)`,
  /** Prints its process id. Ends with 9 after a signal. */
  'serve.mjs': `
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.once(signal, () => { console.log(signal); process.exit(9) })
    setInterval(() => {}, 1000)
    console.log(process.pid)`,
} as const

/**
 * How npm starts the task. Of the usual shells, only dash on Linux stays between npm and its child
 * process.
 */
const started = [
  { how: 'directly', command: [] },
  ...(process.platform === 'linux'
    ? [{ how: 'in a shell', command: ['/bin/sh', '-c', '"$0" "$@"; exit $?'] }]
    : []),
]

let project: WrappedProject

beforeEach(() => {
  project = wrappedProject(scripts)
})

afterEach(() => project.remove())

function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  script = project.wrapper
) {
  return spawn(process.execPath, [script, ...args], {
    env: { ...project.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(...how: Parameters<typeof start>) {
  const child = start(...how)
  const [[exitCode, signal], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { exitCode, signal, stdout, stderr }
}

/** Returns the next line that a process writes to stdout. */
async function lineOf({ stdout }: ChildProcess): Promise<string> {
  const [line] = stdout === null ? [] : await once(stdout.setEncoding('utf8'), 'data')
  return String(line).trim()
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the wrapper, without packages', () => {
  it('installs packages first and leaves stdout to the task', async () => {
    const { stdout, stderr } = await run(['greet.mjs'])

    expect(stdout).toBe('hello\n')
    expect(stderr).toBe('Installing packages (once) …\na warning\n')
  })

  it('installs packages once', async () => {
    await run(['greet.mjs'])

    const { stderr } = await run(['greet.mjs'])

    expect(stderr).toBe('a warning\n')
  })

  it('ends with the exit code of npm when the installation fails', async () => {
    const { exitCode, stdout, stderr } = await run(['greet.mjs'], { NPM_FAILS: 'yes' })

    expect(exitCode).toBe(7)
    expect(stdout).toBe('')
    expect(stderr).toContain('The packages could not be installed.')
  })
})

describe('npx bluegreen, without packages', () => {
  it('installs what it is built from, without the packages for development', async () => {
    const ended = await run(['status'], { NPM_FAILS: 'yes' }, project.bluegreen)

    expect(ended).toMatchObject({ exitCode: 7, stdout: '' })
    expect(ended.stderr).toContain('--omit=dev')
  })

  it.each([[['dev', '--port', '18787']], [['switch', 'green', '--break-glass', '--local']]])(
    'installs all for %j, which needs wrangler',
    async (args) => {
      const ended = await run(args, { NPM_FAILS: 'yes' }, project.bluegreen)

      expect(ended).toMatchObject({ exitCode: 7, stdout: '' })
      expect(ended.stderr).toContain('--include=dev')
    }
  )

  it('keeps the packages for development where there are some', async () => {
    await run(['greet.mjs'])
    const lockFile = join(project.folder, 'package-lock.json')
    const updated = readFileSync(lockFile, 'utf8').replaceAll('1.0.0', '2.0.0')
    writeFileSync(lockFile, updated)

    const ended = await run(['status'], { NPM_FAILS: 'yes' }, project.bluegreen)

    expect(ended.stderr).toContain('--include=dev')
  })
})

describe('the wrapper', () => {
  it('runs the binary of a package with its arguments', async () => {
    const { stdout } = await run(['shout', 'two', '--words'])

    expect(stdout).toBe('TWO --WORDS\n')
  })

  it('ends with 2 for a task that does not exist', async () => {
    const { exitCode, stderr } = await run(['unknown'])

    expect(exitCode).toBe(2)
    expect(stderr).toContain('unknown is neither a file of the project nor a binary')
  })

  it.each([0, 3])('ends with the exit code %d of the task', async (code) => {
    const { exitCode } = await run(['exit.mjs', `${code}`])

    expect(exitCode).toBe(code)
  })

  it('ends with the signal that ended the task', async () => {
    const { exitCode, signal } = await run(['kill.mjs', 'SIGKILL'])

    expect([exitCode, signal]).toEqual([null, 'SIGKILL'])
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on to the task', async (signal) => {
    const wrapper = start(['serve.mjs'])
    const exited = once(wrapper, 'exit')
    await lineOf(wrapper)

    wrapper.kill(signal)

    expect(await lineOf(wrapper)).toBe(signal)
    expect(await exited).toEqual([9, null])
  })

  it.each(started)(
    'ends the task when npm, which started the wrapper $how, is killed',
    async ({ command }) => {
      const argv = JSON.stringify([...command, process.execPath, project.wrapper, 'serve.mjs'])
      const code = `process.title = 'npm start'
      const [command, ...args] = ${argv}
      require('node:child_process').spawn(command, args, { stdio: 'inherit' })`
      const npm = spawn(process.execPath, ['-e', code], {
        env: { ...project.env, npm_lifecycle_event: 'start' },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const task = Number(await lineOf(npm))

      npm.kill('SIGKILL')

      await vi.waitFor(() => expect(isAlive(task)).toBe(false), { timeout: 5_000 })
    }
  )
})
