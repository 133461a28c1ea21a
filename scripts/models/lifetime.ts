import { fstatSync } from 'node:fs'

const POLL_MS = 200

/**
 * Calls `stop` when the parent process has ended for any reason, and on SIGTERM, SIGINT or SIGHUP (a
 * closed terminal). May call it more than once. A killed parent sends its children no signal, so the
 * child polls its parent's process id.
 */
export function stopWithParent(stop: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid !== parent) stop()
  }, POLL_MS)
  watch.unref()

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop)
  process.once('disconnect', stop)
  if (isStdinFromParent()) process.stdin.once('end', stop).resume()
}

/**
 * Node gives a child with a piped stdin a socket. Other kinds of stdin (terminal, file, shell pipe)
 * may end early.
 */
function isStdinFromParent(): boolean {
  try {
    return fstatSync(0).isSocket()
  } catch {
    return false
  }
}
