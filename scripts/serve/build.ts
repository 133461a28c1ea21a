import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle } from '../dev/bundle.ts'
import { ServeError } from './failures.ts'
import type { Settings } from './settings.ts'

/** Bundles the Worker as `wrangler deploy` does, and returns the file. Writes only into `folder`: the project may be read-only. */
export async function buildWorker(
  { main, build, compatibility: { date, flags } }: Settings,
  folder: string
): Promise<string> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const config = join(folder, 'wrangler.json')
  const built = join(folder, 'built')
  const worker = { name: 'bluegreen', main, compatibility_date: date, compatibility_flags: flags }
  await writeFile(config, JSON.stringify({ ...worker, ...build }))
  try {
    await bundle(main, built, config, folder)
  } catch (error) {
    throw new ServeError(`The Worker cannot be bundled: ${String(error)}`)
  }
  return join(built, 'index.js')
}
