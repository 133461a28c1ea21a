import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataFiles } from './data-files.ts'
import { ServeError, systemCodeOf } from './failures.ts'

/** The lock on a data folder. */
export interface Lock {
  readonly release: () => void
}

/**
 * Takes the lock on a data folder, which it creates when it is missing. The lock is that of SQLite on a file: the system
 * releases it when the process ends in any way. Throws a `ServeError` when another process has it.
 */
export function lockData(data: string): Lock {
  makeWritable(data)
  const lock = tryLock(data)
  if (lock === undefined) {
    const message = `${holderOf(data)} uses the data folder ${data}. Stop it, or use another --data.`
    throw new ServeError(message)
  }
  writeFileSync(join(data, dataFiles.supervisor), `${process.pid}\n`)
  return lock
}

/** Takes the lock; undefined when another process has it. */
export function tryLock(data: string): Lock | undefined {
  const database = new DatabaseSync(join(data, dataFiles.lock))
  try {
    database.exec('BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch {
    database.close()
    return undefined
  }
}

function holderOf(data: string): string {
  try {
    return `Process ${readFileSync(join(data, dataFiles.supervisor), 'utf8').trim()}`
  } catch {
    // It has the lock since a moment ago.
    return 'Another process'
  }
}

function makeWritable(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = systemCodeOf(error) ?? String(error)
    throw new ServeError(`The data folder ${data} cannot be written (${why}).`)
  }
}
