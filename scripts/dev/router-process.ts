import { spawn } from 'node:child_process'
import { stopWithParent } from '../models/lifetime.ts'
import { pathsOf } from './paths.ts'
import { quietWrangler, wranglerScript } from './wrangler.ts'

// Runs `wrangler dev` for as long as the parent lives, however that ends: wrangler and its workerd would stay behind.

const GRACE_MS = 4_000

const routerPort = Number(process.argv[2])
const { wranglerConfig, state } = pathsOf(routerPort)
const wrangler = spawn(
  process.execPath,
  [
    wranglerScript,
    'dev',
    `--config=${wranglerConfig}`,
    `--port=${routerPort}`,
    `--persist-to=${state}`,
    '--show-interactive-dev-session=false',
  ],
  {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quietWrangler },
    detached: true,
  }
)
wrangler.stdout.on('data', (output: Buffer) => passOn(output, process.stdout))
wrangler.stderr.on('data', (output: Buffer) => passOn(output, process.stderr))
wrangler.once('exit', (code) => process.exit(code ?? 1))
process.once('exit', () => signalGroup('SIGKILL'))

stopWithParent(() => {
  signalGroup('SIGTERM')
  setTimeout(() => process.exit(0), GRACE_MS)
})

/** Wrangler starts a crashed workerd anew, but calls to the new one hang: better to end than to seem alive. */
function passOn(output: Buffer, to: NodeJS.WriteStream): void {
  to.write(output)
  if (output.includes('runtime crashed unexpectedly')) process.exit(1)
}

/** Wrangler is the leader of a group that holds all it starts. */
function signalGroup(signal: NodeJS.Signals): void {
  if (wrangler.pid === undefined) return
  try {
    process.kill(-wrangler.pid, signal)
  } catch {
    // The whole group has gone already.
  }
}
