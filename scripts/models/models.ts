import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Color } from '../../src/core/routing/color.ts'
import { controlStateSchema, type ControlState } from './control-state.ts'
import type { FaultChange } from './fault-injection.ts'

/** A model server of the local stack. `argv` holds Node's arguments without the port. */
export type LocalModel = {
  readonly model: 'chat' | 'vad' | 'language'
  readonly color: Color
  readonly port: number
  readonly release: string
  readonly argv: readonly string[]
}

/** The four servers of the local stack, on the ports that `wrangler.toml` names. */
export const localModels: readonly LocalModel[] = [
  chat('blue', 9101, 'v1'),
  chat('green', 9102, 'v2'),
  vad('blue', 9201, 'v5'),
  vad('green', 9202, 'v6'),
]

export function chat(color: Color, port: number, version: string): LocalModel {
  const argv = [fileOf('chat-server.ts'), '--version', version]
  return { model: 'chat', color, port, release: `tiny-gpt-${version}`, argv }
}

/**
 * Versions v5 and v6 accept the same tensors. `legacy` (v4) expects others and answers v5 requests
 * with 400.
 */
export function vad(color: Color, port: number, version: string): LocalModel {
  const argv = [fileOf('vad-server.ts'), '--version', version]
  return { model: 'vad', color, port, release: `silero-${version}`, argv }
}

/** Language identification, which is not part of the local stack: ELD, and CLD3, a worse model. */
export function language(color: Color, port: number, version: 'eld' | 'cld3'): LocalModel {
  const argv = [fileOf('language-server.ts'), '--version', version]
  return { model: 'language', color, port, release: version, argv }
}

export type RunningModel = LocalModel & {
  readonly origin: string
  readonly child: ChildProcess
  /** Resolves when the server has ended for any reason and `output` is complete. */
  readonly ended: Promise<void>
  /** Returns the server's output so far. */
  readonly output: () => string
  /** Reads modes and counters by `GET /__control`. */
  readonly state: () => Promise<ControlState>
  /** Turns fault modes on or off; `fault-injection.ts` lists them. */
  readonly control: (change: FaultChange) => Promise<ControlState>
  /** Ends the server; resolves when its process has ended. A second call is harmless. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a server with further flags such as `--load-ms 2000`. It stops when this process ends for
 * any reason.
 */
export function startModel(model: LocalModel, flags: readonly string[] = []): RunningModel {
  const argv = [...model.argv, '--port', String(model.port), ...flags]
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'] })
  const origin = `http://127.0.0.1:${model.port}`
  const ended = once(child, 'close').then(() => {})
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  return {
    ...model,
    origin,
    child,
    ended,
    output: () => output,
    state: () => readControl(origin, {}),
    control: (change) => readControl(origin, { method: 'POST', body: JSON.stringify(change) }),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/**
 * Resolves when this server is ready. Compares process ids, because another server may hold the
 * port. Throws with the server's output when its process has ended instead.
 */
export async function waitReady(running: RunningModel, timeoutMs = 20_000): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs
  while (!(await isReady(running))) {
    if (running.child.exitCode !== null || running.child.signalCode !== null) {
      await running.ended
      throw new Error(running.output().trim())
    }
    if (Date.now() > giveUpAt) {
      throw new Error(`${running.release} is not ready at ${running.origin} after ${timeoutMs} ms`)
    }
    await setTimeout(50)
  }
}

async function isReady({ state, child }: RunningModel): Promise<boolean> {
  try {
    const { ready, pid } = await state()
    return ready && pid === child.pid
  } catch {
    return false
  }
}

async function readControl(origin: string, init: RequestInit): Promise<ControlState> {
  const response = await fetch(`${origin}/__control`, init)
  if (!response.ok) throw new Error(`${origin}/__control: ${await response.text()}`)
  return controlStateSchema.parse(await response.json())
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
