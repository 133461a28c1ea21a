import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { listen } from '../../support/connection/listen.ts'
import { exitOf, runBluegreen, startScript } from '../../support/run-script.ts'
import { fakeAdmin, TOKEN, type FakeAdmin } from '../fake-admin.ts'
import { atStep } from '../wait/history.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

const path = 'GET /admin/models/chat'

async function environment(table: Parameters<typeof fakeAdmin>[0]) {
  router = await fakeAdmin(table)
  return { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN }
}

/** Reads the output of a process until it has a text. */
async function outputWith(child: ChildProcess, text: string | RegExp): Promise<string> {
  let output = ''
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk)
    if (output.search(text) !== -1) return output
  }
  return output
}

describe('status --watch', () => {
  it('prints a document for each change without a terminal, and ends as a wait would', async () => {
    const env = await environment({
      [path]: [
        [200, atStep()],
        [200, atStep({ revision: 6, weight: 50 })],
      ],
    })
    const flags = ['--watch', '-o', 'json', '--interval', '500ms']
    const child = startScript('cli/main.ts', ['status', 'chat', ...flags], env)
    const exit = exitOf(child)

    const output = await outputWith(child, /\n.*\n/)
    child.kill('SIGINT')

    const documents = output.trim().split('\n')
    expect(documents.map((line) => Number(JSON.parse(line).revision))).toEqual([5, 6])
    expect(await exit).toBe(7)
  })

  it('ends at once when the router refuses it', async () => {
    const env = await environment({})

    const { exitCode, stderr } = await runBluegreen(['status', 'chat', '--watch'], env)

    expect(exitCode).toBe(2)
    expect(stderr).toContain('There is no such model.')
  })
})

/** `script` of util-linux runs a command on a terminal of its own; others have other options. */
const hasTerminal = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false

/** Starts a live view on a terminal. */
function viewOnTerminal(env: Readonly<Record<string, string>>) {
  const main = fileURLToPath(new URL('../../../scripts/cli/main.ts', import.meta.url))
  const command = `stty cols 80 rows 30; exec '${process.execPath}' '${main}' status chat --watch`
  return spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

describe.runIf(hasTerminal)('status --watch on a terminal', () => {
  it('shows the view, and gives the screen back at ctrl-c', async () => {
    const child = viewOnTerminal(await environment({ [path]: [200, atStep()] }))
    const exit = exitOf(child)
    let output = ''
    let isSent = false
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
      if (isSent || !/SHIFTING.*ctrl-c ends this view/s.test(output)) return
      isSent = true
      child.stdin.write('\u0003')
    })

    expect(await exit).toBe(7)
    expect(output).toContain('\u001b[?1049h')
    expect(isGivenBack(output)).toBe(true)
    // The last view stays, and no line of it is longer than the terminal.
    const last = output.slice(output.lastIndexOf('\u001b[?1049l')).split('\r\n')
    expect(last.join('\n')).toContain('SHIFTING')
  })

  it('gives the screen back at a second ctrl-c while it tries again', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const { port, stop } = await listen(server)
    const child = viewOnTerminal({ BLUEGREEN_URL: `http://127.0.0.1:${port}` })
    const exit = exitOf(child)
    let output = ''
    server.once('connection', () => setTimeout(() => child.stdin.write('\u0003'), 50))
    server.once('connection', () => setTimeout(() => child.stdin.write('\u0003'), 150))
    child.stdout.on('data', (chunk) => (output += String(chunk)))

    await exit
    await stop()

    expect(output).toContain('\u001b[?1049h')
    expect(isGivenBack(output)).toBe(true)
  })
})

function isGivenBack(output: string): boolean {
  return output.lastIndexOf('\u001b[?25h\u001b[?1049l') > output.lastIndexOf('\u001b[?1049h')
}
