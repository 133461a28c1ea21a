import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

/** Whether valgrind and its monitor client are installed. */
export function hasValgrind(): boolean {
  return ['valgrind', 'vgdb'].every((command) => spawnSync(command, ['--help']).status === 0)
}

/** The command line that counts the instructions of a program, with those of code that it compiles itself. */
export const callgrind: readonly string[] = [
  'valgrind',
  '--tool=callgrind',
  '--smc-check=all',
  '--callgrind-out-file=/dev/null',
]

/**
 * Returns the user-space instructions that a process under `callgrind` has executed so far, in all of its threads.
 * @see https://valgrind.org/docs/manual/cl-manual.html
 */
export async function instructionsOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('vgdb', [`--pid=${pid}`, 'status', 'internal'])
  return totalOf(stdout)
}

/** Returns the sum over the threads of a status. A line `events-<thread>: <count>` names the count of one. */
export function totalOf(status: string): number {
  const counts = Array.from(status.matchAll(/^events-\d+: (\d+)/gm), ([, count]) => Number(count))
  return counts.reduce((sum, count) => sum + count, 0)
}
