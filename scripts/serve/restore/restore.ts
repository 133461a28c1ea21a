import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readArchive } from '../backup/archive.ts'
import { dataFiles } from '../data-files.ts'
import { endLeftovers } from '../leftover.ts'
import { lockData } from '../lock.ts'

/** What a restore did. */
export interface Restored {
  readonly files: number
  /** Folder of what was there before; undefined when there was nothing. */
  readonly kept: string | undefined
}

/** Puts the files of a backup into a data folder that no process uses. Throws a `ServeError`. */
export async function restore(data: string, from: string): Promise<Restored> {
  const files = readArchive(from)
  const lock = lockData(data)
  try {
    await endLeftovers(data)
    const objects = join(data, dataFiles.objects)
    const next = join(data, 'restoring')
    rmSync(next, { recursive: true, force: true })
    for (const { name, content } of files) {
      mkdirSync(dirname(join(next, name)), { recursive: true, mode: 0o700 })
      writeFileSync(join(next, name), content, { flush: true, mode: 0o600 })
    }
    const kept = existsSync(objects) ? `${objects}-before-${Date.now()}` : undefined
    if (kept !== undefined) renameSync(objects, kept)
    renameSync(next, objects)
    return { files: files.length, kept }
  } finally {
    lock.release()
  }
}
