import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** Names of the files in a data folder. */
export const dataFiles = {
  /** The SQLite files of the Durable Objects and of KV: all that a backup needs. */
  objects: 'objects',
  /** The folder of the running workerd's files. */
  run: 'run',
  /** Config of workerd, in that folder. */
  config: 'config.capnp',
  /** Socket of KV, for whoever may use the data folder. */
  kvSocket: 'kv.sock',
  lock: 'lock',
  /** Id of the supervisor, for messages. */
  supervisor: 'supervisor.pid',
} as const

/**
 * Returns the one path of a data folder, which may not exist yet. A running workerd is known by it, so that a symbolic
 * link must not give it another.
 */
export function dataFolder(path: string): string {
  const folder = resolve(path)
  try {
    return realpathSync(folder)
  } catch {
    // It does not exist yet. Its parent may.
    const parent = dirname(folder)
    return parent === folder ? folder : join(dataFolder(parent), basename(folder))
  }
}
