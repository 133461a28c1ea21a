import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../scripts/bluegreen/main.ts', import.meta.url))

export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the bluegreen command as a person does, with nothing of this environment but what is given. */
export async function runBluegreen(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {}
): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], USER: 'anna', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [exitCode, stdout, stderr] = await Promise.all([
    exited,
    text(child.stdout),
    text(child.stderr),
  ])
  return { exitCode, stdout, stderr }
}
