import { spawn } from 'node:child_process'
import { stopWithParent } from '../models/lifetime.ts'
import { placeOf } from './place.ts'
import { quietWrangler, wranglerScript } from './wrangler.ts'

// Runs `wrangler dev` for as long as the parent lives, however that ends: wrangler and its workerd would stay behind.

const GRACE_MS = 4_000

const routerPort = Number(process.argv[2])
const { wranglerConfig, state } = placeOf(routerPort)
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
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...quietWrangler },
    detached: true,
  }
)
wrangler.once('exit', (code) => process.exit(code ?? 1))
process.once('exit', () => signalGroup('SIGKILL'))

stopWithParent(() => {
  signalGroup('SIGTERM')
  setTimeout(() => process.exit(0), GRACE_MS)
})

/** Wrangler is the leader of a group that holds all it starts. */
function signalGroup(signal: NodeJS.Signals): void {
  if (wrangler.pid === undefined) return
  try {
    process.kill(-wrangler.pid, signal)
  } catch {
    // The whole group has gone already.
  }
}
