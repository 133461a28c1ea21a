import { readFileSync, statSync } from 'node:fs'
import { root } from '../run/install.mjs'

/** The command line as one file. */
export const builtFile = `${root}.build/bluegreen.mjs`

/** The files that it was built from, as they were. */
export const stampFile = `${root}.build/bluegreen.json`

/** Whether the built file is there, and nothing that it was built from has changed since. */
export function isUpToDate() {
  const stamp = stampIn(stampFile)
  if (stamp === undefined || statSync(builtFile, { throwIfNoEntry: false }) === undefined) {
    return false
  }
  return Object.entries(stamp).every(([path, state]) => stateOf(path) === state)
}

/** Returns the stamp of files, whose paths are relative to the project folder. */
export function stampOf(paths) {
  return Object.fromEntries(paths.map((path) => [path, stateOf(path)]))
}

/** Size and time of the last change: a change that keeps both is not expected. */
function stateOf(path) {
  const found = statSync(`${root}${path}`, { throwIfNoEntry: false })
  return found === undefined ? 'none' : `${found.size} ${found.mtimeMs}`
}

function stampIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
