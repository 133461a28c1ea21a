import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { ok, refuse } from '../../../src/core/result.ts'
import { signalled } from '../../dev/run.ts'
import { quietWrangler, wranglerScript } from '../../dev/wrangler.ts'
import type { Outcome } from '../commands.ts'
import { failure } from '../failure.ts'

interface Place {
  readonly file: string
  readonly folder: string
  readonly port: number
}

const READY_MS = 60_000
const LOOK_MS = 200
const GRACE_MS = 4_000

/**
 * Runs `wrangler dev` until a signal or its end. `isReady` is asked until it is true. Shows errors and
 * the logs of the Worker, and leaves out the rest of what wrangler prints.
 */
export async function runWrangler(
  { file, folder, port }: Place,
  isReady: () => Promise<boolean>
): Outcome {
  const argv = [
    wranglerScript,
    'dev',
    `--config=${file}`,
    `--port=${port}`,
    `--persist-to=${folder}/.wrangler/state`,
    '--show-interactive-dev-session=false',
  ]
  const child = spawn(process.execPath, argv, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quietWrangler },
    detached: true,
  })
  const stopGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch {
      // The group of wrangler and workerd has ended.
    }
  }
  process.once('exit', () => stopGroup('SIGKILL'))
  const output: string[] = []
  child.stdout.on('data', (bytes: Buffer) => show(bytes, output))
  child.stderr.on('data', (bytes: Buffer) => show(bytes, output))
  const ended = once(child, 'exit').then(() => 'ended' as const)
  const stopped = signalled().then(() => 'stopped' as const)
  const started = becomesReady(isReady)
  const first = await Promise.race([ended, stopped, started])
  const last = first === 'ready' ? await Promise.race([ended, stopped]) : first
  if (last === 'stopped') {
    stopGroup('SIGTERM')
    await Promise.race([ended, setTimeout(GRACE_MS)])
    return ok({ text: 'Stopped.', json: { stopped: true } })
  }
  stopGroup('SIGKILL')
  const why = last === 'ended' ? 'The router ended' : 'The router does not answer'
  return refuse(
    failure(
      'config_refused',
      `${why}. The last lines of wrangler:\n${output.slice(-15).join('\n')}`
    )
  )
}

async function becomesReady(isReady: () => Promise<boolean>): Promise<'ready' | 'silent'> {
  const giveUpAt = Date.now() + READY_MS
  while (Date.now() < giveUpAt) {
    if (await isReady()) return 'ready'
    await setTimeout(LOOK_MS)
  }
  return 'silent'
}

/** Lines of wrangler that say nothing of the router: the banner, its bindings, its own log file. */
const NOISE =
  /^(\s*$|.*⎔|.*⛅|─|.*Your Worker|\s*env\.|Binding\s|.*Logs were written|\[wrangler:info\]|.*Using secrets)/

function show(bytes: Buffer, kept: string[]): void {
  const lines = stripVTControlCharacters(bytes.toString())
    .split('\n')
    .filter((line) => !NOISE.test(line))
  if (lines.length === 0) return
  kept.push(...lines)
  kept.splice(0, Math.max(0, kept.length - 50))
  console.log(lines.join('\n'))
}
