import { readFileSync } from 'node:fs'

const LOOK_MS = 200

/**
 * Calls `stop` once when npm started this process and has gone: a signal that ends npm does not always reach what npm
 * started. Returns what ends the watch. Without npm the parent may go: the process may be in the background.
 */
export function onNpmGone(stop) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const started = ancestry()
  const watch = setInterval(() => {
    if (ancestry() === started) return
    clearInterval(watch)
    stop()
  }, LOOK_MS)
  return () => clearInterval(watch)
}

/** The parent, and its parent where the parent is the shell that npm runs scripts in, which outlives an npm that is killed. */
function ancestry() {
  const { name, parent } = processOf(process.ppid)
  return name.startsWith('npm') ? `${process.ppid}` : `${process.ppid} ${parent}`
}

/** Only Linux tells; the shells of other systems are replaced by what they run, so that npm is the parent. */
function processOf(pid) {
  try {
    const [, name, parent] = /\((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return { name, parent }
  } catch {
    return { name: '', parent: '' }
  }
}
