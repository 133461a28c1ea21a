import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { ServeError } from '../failures.ts'

/** A file in a backup. */
export interface ArchivedFile {
  /** Path in the folder of the objects. */
  readonly name: string
  readonly content: Uint8Array
}

/**
 * Writes a SQLite archive, which the command `sqlite3 -A` lists and unpacks too.
 * @see https://sqlite.org/sqlar.html
 */
export function writeArchive(path: string, files: readonly ArchivedFile[]): void {
  const archive = new DatabaseSync(path)
  chmodSync(path, 0o600)
  archive.exec('CREATE TABLE sqlar (name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)')
  const insert = archive.prepare('INSERT INTO sqlar VALUES (?, ?, ?, ?, ?)')
  const seconds = Math.floor(Date.now() / 1000)
  archive.exec('BEGIN')
  for (const { name, content } of files)
    insert.run(name, 0o100600, seconds, content.length, content)
  archive.exec('COMMIT')
  archive.close()
}

/** Reads a backup. Throws a `ServeError` when a file is not one, or is damaged. */
export function readArchive(path: string): readonly ArchivedFile[] {
  try {
    const archive = new DatabaseSync(path, { readOnly: true })
    try {
      const [check] = archive.prepare('PRAGMA integrity_check').all()
      if (check?.['integrity_check'] !== 'ok') throw new ServeError(`${path} is damaged.`)
      return archive.prepare('SELECT name, data FROM sqlar ORDER BY name').all().map(fileOf)
    } finally {
      archive.close()
    }
  } catch (error) {
    if (error instanceof ServeError) throw error
    throw new ServeError(`${path} is not a backup of npm run serve (${String(error)}).`)
  }
}

/** The name comes from outside: it must not lead out of the folder. */
function fileOf({ name, data }: Readonly<Record<string, unknown>>): ArchivedFile {
  if (typeof name === 'string' && /^\w+\/\w+\.sqlite$/.test(name) && data instanceof Uint8Array) {
    return { name, content: data }
  }
  throw new ServeError(`The backup holds something else than objects: ${String(name)}`)
}
