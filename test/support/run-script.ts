import { spawn, type ChildProcess } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export interface ScriptResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

type Variables = Readonly<Record<string, string>>

/** Runs a script of the project to its end, with a minimal environment and `env`. */
export async function runScript(
  path: string,
  args: readonly string[],
  env: Variables = {}
): Promise<ScriptResult> {
  const child = startScript(path, args, env)
  const [exitCode, stdout, stderr] = await Promise.all([
    exitOf(child),
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
  ])
  return { exitCode, stdout, stderr }
}

/** Runs the bluegreen command. */
export function runBluegreen(args: readonly string[], env: Variables = {}): Promise<ScriptResult> {
  return runScript('cli/main.ts', args, env)
}

export function startScript(path: string, args: readonly string[], env: Variables): ChildProcess {
  const script = fileURLToPath(new URL(`../../scripts/${path}`, import.meta.url))
  return spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], USER: 'anna', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve))
}
