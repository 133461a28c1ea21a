import { readdirSync, readFileSync } from 'node:fs'

/**
 * Seconds of CPU that the threads of a process have used so far, to the microsecond; undefined where there is no /proc
 * (see proc(5): the first number of a thread's `schedstat` is its time on a CPU in nanoseconds).
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
