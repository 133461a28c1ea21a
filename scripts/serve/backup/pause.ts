import { spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'

/** A process that stands in the middle of a change may hold a lock. It gets a moment to finish. */
const RETRY_MS = 20
const MAX_TRIES = 50

/** Time after which the processes go on, even when this process was killed meanwhile. */
const GUARD_SECONDS = 5

/** Calls `look` while the processes stand still. Tries again when it throws, and throws its last error. */
export async function whilePaused<Result>(
  pids: readonly number[],
  look: () => Result
): Promise<Result> {
  const ids = pids.map(String)
  const script = `sleep ${GUARD_SECONDS}; kill -CONT "$@"`
  const guard = spawn('/bin/sh', ['-c', script, 'sh', ...ids], { stdio: 'ignore', detached: true })
  guard.unref()
  try {
    for (let tries = 1; ; tries++) {
      try {
        signal(pids, 'SIGSTOP')
        return look()
      } catch (error) {
        if (tries === MAX_TRIES) throw error
      } finally {
        signal(pids, 'SIGCONT')
      }
      await setTimeout(RETRY_MS)
    }
  } finally {
    guard.kill()
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // It has ended: then it changes nothing either.
    }
  }
}
