import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { dataFiles } from '../data-files.ts'
import { ServeError } from '../failures.ts'
import { workerdsOn } from '../leftover.ts'
import { tryLock } from '../lock.ts'
import { whilePaused } from './pause.ts'
import { writeArchive } from './archive.ts'

/** What a backup did. */
export interface BackedUp {
  readonly files: number
  /** Time for which the router stood still; undefined when none was running. */
  readonly pausedMs: number | undefined
}

/** A file of the data folder, opened at one moment. */
interface Snapshot {
  /** Path in the folder of the objects. */
  readonly name: string
  readonly database: DatabaseSync
}

/**
 * Copies the SQLite files of a data folder into a new file. All of them are as at one moment, as after a power cut: the
 * rollout, its alarm and the pointer in KV belong together. Throws a `ServeError`.
 */
export async function backUp(data: string, to: string): Promise<BackedUp> {
  const objects = join(data, dataFiles.objects)
  if (!existsSync(objects)) throw new ServeError(`${data} is not a data folder: it has no objects.`)
  if (existsSync(to)) throw new ServeError(`${to} exists. A backup is a new file.`)
  const names = (await readdir(objects, { recursive: true })).filter((name) =>
    name.endsWith('.sqlite')
  )
  const { snapshots, pausedMs } = await snapshotsOf(data, objects, names.toSorted())
  const folder = await mkdtemp(join(dirname(to), `.${basename(to)}-`))
  try {
    const files = []
    for (const { name, database } of snapshots) {
      const copy = join(folder, 'copy')
      await backup(database, copy)
      files.push({ name, content: await readFile(copy) })
      await rm(copy)
    }
    writeArchive(join(folder, 'archive'), files)
    await rename(join(folder, 'archive'), to)
    return { files: files.length, pausedMs }
  } finally {
    for (const { database } of snapshots) database.close()
    await rm(folder, { recursive: true })
  }
}

/** A stopped router is kept from starting; a running one stands still while the snapshots begin. */
async function snapshotsOf(data: string, objects: string, names: readonly string[]) {
  const open = () => names.map((name) => openSnapshot(objects, name))
  const lock = tryLock(data)
  if (lock === undefined) {
    const startedAt = performance.now()
    const snapshots = await whilePaused(workerdsOn(data), open)
    return { snapshots, pausedMs: Math.ceil(performance.now() - startedAt) }
  }
  try {
    return { snapshots: open(), pausedMs: undefined }
  } finally {
    lock.release()
  }
}

/** A read transaction sees the file as it was at its first read, whatever is written later. */
function openSnapshot(objects: string, name: string): Snapshot {
  const database = new DatabaseSync(join(objects, name), { timeout: 0 })
  database.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
  return { name, database }
}
