import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'

const START_MS = 60_000
const POLL_MS = 20
const GRACE_MS = 2_000

/** A process that serves on a port. */
export interface Child {
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** Starts a process and waits until it accepts connections on `port`. Kills it when this process exits. */
export async function startChild(
  command: string,
  args: readonly string[],
  port: number
): Promise<Child> {
  if (await acceptsConnections(port))
    throw new Error(`port ${port} is in use: stop the process that listens on it`)
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const stderrTail = collectStderr(child)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const { pid } = child
  if (pid === undefined || !(await isListening(child, port))) {
    throw new Error(`${command} did not accept connections on port ${port}:\n${stderrTail()}`)
  }
  const stop = async () => {
    process.off('exit', kill)
    await end(child)
  }
  return { pid, stop }
}

async function isListening(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + START_MS
  while (child.exitCode === null && Date.now() < deadline) {
    if (await acceptsConnections(port)) return true
    await setTimeout(POLL_MS)
  }
  return false
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = globalThis.setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await exited
  clearTimeout(timer)
}

/** Returns a getter of the last 2,000 characters of stderr. Reading stderr keeps the child from blocking on a full pipe. */
function collectStderr(child: ChildProcess): () => string {
  let text = ''
  child.once('error', (error) => {
    text = error.message
  })
  child.stderr?.on('data', (bytes: Buffer) => {
    text = (text + bytes.toString()).slice(-2_000)
  })
  return () => text
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => resolve(true))
    probe.once('error', () => resolve(false))
    probe.once('close', () => probe.destroy())
    probe.once('connect', () => probe.destroy())
  })
}
