import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { isRecord, parseJson } from '../../src/core/json.ts'
import { workerdBinary } from './workerd/binary.ts'

/** A configuration that workerd can run. */
export interface Deployment {
  readonly configFile: string
  /** The environment of workerd: the values of the secrets. */
  readonly secrets: Readonly<Record<string, string>>
}

/** A running workerd. */
export interface Runtime {
  /** Resolves with true when it serves, and with false when it ended before. */
  readonly ready: Promise<boolean>
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>
  /** Lets calls in progress end, at most that long. Resolves when it has ended. */
  readonly stop: (drainMs: number) => Promise<void>
}

/** How workerd is started. */
export interface RuntimePlan {
  readonly deployment: Deployment
  /** The folder that paths of sockets are relative to: the path of a socket may have 107 bytes only. */
  readonly folder: string
  /** Arguments after the config. `SOCKET_FD` stands for the shared socket. */
  readonly args: readonly string[]
  /** The listening socket that it inherits. */
  readonly socketFd?: number
  /** Takes each line that it prints. */
  readonly onLine: (line: string) => void
}

/** Number of the shared socket in workerd, and of the channel on which it announces its sockets. */
export const SOCKET_FD = 4
const CONTROL_FD = 3

/**
 * Starts workerd in a process group of its own: Ctrl-C must not end it before the calls in progress. It ends when this
 * process ends, even when this process is killed.
 */
export function startRuntime(plan: RuntimePlan): Runtime {
  const { deployment, folder, args, socketFd, onLine } = plan
  const child = spawn(
    workerdBinary(),
    ['serve', deployment.configFile, `--control-fd=${CONTROL_FD}`, ...args],
    {
      cwd: folder,
      env: deployment.secrets,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(socketFd === undefined ? [] : [socketFd])],
      detached: true,
    }
  )
  const endWatch = killWhenAlone(child)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  for (const stream of [child.stdout, child.stderr]) readLines(stream, onLine)
  const ended = endOf(child).finally(() => {
    process.off('exit', kill)
    endWatch()
  })
  return {
    ready: Promise.race([announced(child), ended.then(() => false)]),
    ended,
    stop: async (drainMs) => {
      child.kill('SIGTERM')
      const timer = setTimeout(kill, drainMs)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Resolves when workerd listens on its sockets. */
async function announced(child: ChildProcess): Promise<boolean> {
  const control = child.stdio[CONTROL_FD]
  if (!(control instanceof Readable)) throw new Error('workerd has no control channel')
  for await (const line of createInterface({ input: control })) {
    const event = parseJson(line)
    if (isRecord(event) && event['event'] === 'listen') return true
  }
  return false
}

async function endOf(child: ChildProcess): Promise<string> {
  const failed = once(child, 'error').then(([error]) => String(error))
  const exited = once(child, 'close').then(([code, signal]) =>
    code === null ? `signal ${String(signal)}` : `exit code ${String(code)}`
  )
  return Promise.race([failed, exited])
}

/**
 * Kills a process when this one has ended, however that came about: a shell waits for the end of its input, which the
 * system closes with this process. Returns what ends the watch.
 */
function killWhenAlone({ pid }: ChildProcess): () => void {
  if (pid === undefined) return () => {}
  const script = 'read -r _; kill -9 "$1"'
  const watch = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watch.once('error', () => console.error('Without /bin/sh workerd outlives a killed supervisor.'))
  return () => watch.kill('SIGKILL')
}

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', onLine)
}
