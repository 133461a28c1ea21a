import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { dataFiles } from './data-files.ts'

const POLL_MS = 20

/** Returns the ids of the workerd processes that run on a data folder. */
export function workerdsOn(data: string): readonly number[] {
  const config = join(data, dataFiles.run, dataFiles.config)
  return processes()
    .filter(({ program, rest }) => basename(program) === 'workerd' && rest.includes(config))
    .map(({ pid }) => pid)
}

/** Ends each workerd that outlived its supervisor. Returns their ids when they have ended. */
export async function endLeftovers(data: string): Promise<readonly number[]> {
  const found = workerdsOn(data)
  for (const pid of found) process.kill(pid, 'SIGKILL')
  while (workerdsOn(data).length > 0) await setTimeout(POLL_MS)
  return found
}

interface Running {
  readonly pid: number
  readonly program: string
  /** The arguments. */
  readonly rest: string
}

function processes(): readonly Running[] {
  return process.platform === 'linux' ? processesInProc() : processesByPs()
}

/** Without `ps`, which small images do not have. */
function processesInProc(): readonly Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [program = '', ...rest] = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
        return [{ pid: Number(name), program, rest: rest.join(' ') }]
      } catch {
        // It has ended in the meantime.
        return []
      }
    })
}

function processesByPs(): readonly Running[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,command='], { encoding: 'utf8' })
  return table.split('\n').map((line) => {
    const [pid = '', program = '', ...rest] = line.trim().split(' ')
    return { pid: Number(pid), program, rest: rest.join(' ') }
  })
}
