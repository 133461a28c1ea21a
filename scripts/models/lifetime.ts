import { fstatSync } from 'node:fs'

const LOOK_MS = 200

/**
 * Calls `stop` once, when the parent process has gone (however it ended) or asks for it by SIGTERM
 * or SIGINT. A child that is told nothing when its parent is killed sees its own parent change.
 */
export function stopWithParent(stop: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid !== parent) stop()
  }, LOOK_MS)
  watch.unref()

  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.once('disconnect', stop)
  if (isHeldByParent()) process.stdin.once('end', stop).resume()
}

/** Node gives a child with a piped stdin a socket; a terminal, a file or a shell's pipe may end early. */
function isHeldByParent(): boolean {
  try {
    return fstatSync(0).isSocket()
  } catch {
    return false
  }
}
