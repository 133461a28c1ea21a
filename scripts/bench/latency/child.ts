import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'

const START_MS = 15_000
const LOOK_MS = 20
const GRACE_MS = 2_000

/** A process that serves on a port. */
export interface Child {
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** Starts a process and waits until it takes connections on `port`. Ends it with this process, however that ends. */
export async function startChild(
  command: string,
  args: readonly string[],
  port: number
): Promise<Child> {
  if (await takesConnections(port)) throw new Error(`port ${port} is in use: stop what listens`)
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const complaint = collected(child)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const { pid } = child
  if (pid === undefined || !(await isUp(child, port))) {
    throw new Error(`${command} did not come up on port ${port}:\n${complaint()}`)
  }
  const stop = async () => {
    process.off('exit', kill)
    await end(child)
  }
  return { pid, stop }
}

async function isUp(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + START_MS
  while (child.exitCode === null && Date.now() < deadline) {
    if (await takesConnections(port)) return true
    await setTimeout(LOOK_MS)
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

/** The last of what a child wrote to stderr; reading it also keeps the child from waiting for a reader. */
function collected(child: ChildProcess): () => string {
  let text = ''
  child.once('error', (error) => {
    text = error.message
  })
  child.stderr?.on('data', (bytes: Buffer) => {
    text = (text + bytes.toString()).slice(-2_000)
  })
  return () => text
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => resolve(true))
    probe.once('error', () => resolve(false))
    probe.once('close', () => probe.destroy())
    probe.once('connect', () => probe.destroy())
  })
}
