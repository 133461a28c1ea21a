import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { projectFolder } from '../../../scripts/dev/paths.ts'

const guard = fileURLToPath(new URL('guard.ts', import.meta.url))

const program = `${projectFolder}node_modules/.bin/workerd`

/** A workerd without a proxy in front of it, listening on a port that the system chose. */
export interface RunningWorkerd {
  readonly port: number
  /** Reads its resident memory in bytes. */
  readonly memory: () => Promise<number>
  /** Stops it, and deletes its folder unless that is kept. */
  readonly stop: () => Promise<void>
}

/**
 * Starts workerd with a config that has a socket `http` and may embed `files`. `@folder@` stands
 * for its own folder; `kept` is one that outlives it.
 */
export async function startWorkerd(
  config: string,
  files: Readonly<Record<string, string>>,
  kept?: string
): Promise<RunningWorkerd> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'bluegreen-workerd-')))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const configFile = join(folder, 'config.capnp')
  await writeFile(configFile, config.replaceAll('@folder@', folder))
  const child = spawn(process.execPath, [guard, program, 'serve', configFile, '--control-fd=3'], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const pid = firstLineOf(child.stdout)
  return {
    port: await portOf(child),
    memory: async () => memoryOf(await pid),
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      if (kept === undefined) await rm(folder, { recursive: true, maxRetries: 5 })
    },
  }
}

/**
 * Returns the port that workerd announces on its control channel. Its log shows up only in the
 * startup error, because workerd also logs every body that is cut off.
 */
async function portOf(child: ChildProcess): Promise<number> {
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4000)))
  const control = child.stdio[3]
  if (!(control instanceof Readable)) throw new Error('workerd has no control channel')
  for await (const line of createInterface({ input: control })) {
    const event: unknown = JSON.parse(line)
    if (typeof event !== 'object' || event === null) continue
    if ('socket' in event && event.socket === 'http' && 'port' in event) return Number(event.port)
  }
  throw new Error(`workerd did not start: ${log}`)
}

async function firstLineOf(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line
  throw new Error('workerd was not started')
}

async function memoryOf(pid: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', pid])
  return Number(stdout) * 1024
}
