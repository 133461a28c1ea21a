import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { pageConfig, projectFolder } from '../../dev/paths.ts'
import { quietWrangler, wranglerNode, wranglerScript } from '../../dev/wrangler.ts'

interface Place {
  readonly file: string
  readonly folder: string
  readonly port: number
}

const READY_MS = 60_000
const LOOK_MS = 200
const GRACE_MS = 4_000

/** What a run of wrangler asks. */
interface Watch {
  /** Resolves when people stop the run. */
  readonly stopped: Promise<unknown>
  /** Asked until it is true. */
  readonly isReady: () => Promise<boolean>
  /** Whether the configuration has a mistake: then wrangler's words about it are left out. */
  readonly isBroken: () => boolean
}

/** How a run ended, with the last lines of wrangler. */
interface End {
  readonly why: 'stopped' | 'ended' | 'silent'
  readonly output: readonly string[]
}

/** Runs `wrangler dev` until people stop it, until it ends, or until it does not become ready. */
export async function runWrangler(place: Place, watch: Watch): Promise<End> {
  const child = startWrangler(place)
  const kill = () => signalGroup(child, 'SIGKILL')
  process.once('exit', kill)
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => show(bytes, output, watch))
  const ended = once(child, 'exit').then(() => 'ended' as const)
  const stopped = watch.stopped.then(() => 'stopped' as const)
  const first = await Promise.race([ended, stopped, becomesReady(watch.isReady)])
  const why = first === 'ready' ? await Promise.race([ended, stopped]) : first
  signalGroup(child, why === 'stopped' ? 'SIGTERM' : 'SIGKILL')
  if (why === 'stopped') await Promise.race([ended, setTimeout(GRACE_MS)])
  process.off('exit', kill)
  kill()
  return { why, output: output.slice(-15) }
}

function startWrangler({ file, folder, port }: Place) {
  const argv = [
    wranglerScript,
    'dev',
    // The first config is the one that the port belongs to.
    `--config=${file}`,
    `--config=${pageConfig}`,
    `--port=${port}`,
    `--persist-to=${folder}/.wrangler/state`,
    '--show-interactive-dev-session=false',
  ]
  return spawn(wranglerNode, argv, {
    // The command that builds the page is relative to it.
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quietWrangler },
    detached: true,
  })
}

/** Signals the group of wrangler, which contains every process that wrangler starts. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // The group has ended.
  }
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
const OMITTED =
  /^(\s*$|.*⎔|.*⛅|─|.*Your Worker|\s*env\.|Binding\s|.*Logs were written|\[wrangler:info\]|.*Using secrets|.*has access to the following bindings|Service bindings, Durable|\[custom build\] Running|If you think this is a bug|Note that there is a newer)/

function show(bytes: Buffer, kept: string[], { isBroken }: Watch): void {
  const lines = stripVTControlCharacters(bytes.toString())
    .split('\n')
    .filter((line) => !OMITTED.test(line))
  if (lines.length === 0) return
  kept.push(...lines)
  kept.splice(0, Math.max(0, kept.length - 50))
  const isComplaint = lines.some((line) => /\[(ERROR|WARNING)\]|^\s+(at|Runtime|\{)/.test(line))
  if (isComplaint && isBroken()) return
  console.log(lines.join('\n'))
}
