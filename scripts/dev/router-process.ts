import { spawn } from 'node:child_process'
import { stopWithParent } from '../models/lifetime.ts'
import { pageConfig, pathsOf, projectFolder } from './paths.ts'
import { quietWrangler, wranglerScript } from './wrangler.ts'

// Runs `wrangler dev` and stops it when the parent process ends for any reason. Without this
// process, wrangler and workerd would keep running.

const GRACE_MS = 4_000

const routerPort = Number(process.argv[2])
const { wranglerConfig, state } = pathsOf(routerPort)
const wrangler = spawn(
  process.execPath,
  [
    wranglerScript,
    'dev',
    // The first config is the one that the port belongs to.
    `--config=${wranglerConfig}`,
    `--config=${pageConfig}`,
    `--port=${routerPort}`,
    `--persist-to=${state}`,
    '--show-interactive-dev-session=false',
  ],
  {
    // The command that builds the page is relative to it.
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quietWrangler },
    detached: true,
  }
)
wrangler.stdout.on('data', (output: Buffer) => forwardOutput(output, process.stdout))
wrangler.stderr.on('data', (output: Buffer) => forwardOutput(output, process.stderr))
wrangler.once('exit', (code) => process.exit(code ?? 1))
process.once('exit', () => signalGroup('SIGKILL'))

stopWithParent(() => {
  signalGroup('SIGTERM')
  setTimeout(() => process.exit(0), GRACE_MS)
})

/**
 * Forwards wrangler's output. Exits when workerd crashes: wrangler restarts workerd, but calls to
 * the new one hang.
 */
function forwardOutput(output: Buffer, to: NodeJS.WriteStream): void {
  to.write(output)
  if (output.includes('runtime crashed unexpectedly')) process.exit(1)
}

/** Signals wrangler's process group, which contains every process that wrangler starts. */
function signalGroup(signal: NodeJS.Signals): void {
  if (wrangler.pid === undefined) return
  try {
    process.kill(-wrangler.pid, signal)
  } catch {
    // The process group has already ended.
  }
}
