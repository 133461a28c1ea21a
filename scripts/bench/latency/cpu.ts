import { readdirSync, readFileSync } from 'node:fs'

/**
 * Returns the CPU time of all threads of a process in seconds; undefined where there is no /proc. The first number of a
 * thread's `schedstat` is its CPU time in nanoseconds.
 * @see https://man7.org/linux/man-pages/man5/proc.5.html
 */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const spent = threads.map((thread) => nanosecondsOf(`/proc/${pid}/task/${thread}/schedstat`))
    return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9
  } catch {
    return undefined
  }
}

function nanosecondsOf(schedstat: string): number {
  return Number(readFileSync(schedstat, 'utf8').split(' ')[0])
}
