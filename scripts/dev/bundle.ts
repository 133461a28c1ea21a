import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { projectFolder } from './paths.ts'
import { quietWrangler, wranglerScript } from './wrangler.ts'

/**
 * Bundles a Worker into a folder like `wrangler deploy`. `entry` and `config` are relative to `cwd`, in which wrangler writes
 * its temporary files: by default the project.
 */
export async function bundle(
  entry: string,
  folder: string,
  config = 'wrangler.toml',
  cwd = projectFolder
): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await promisify(execFile)(
    process.execPath,
    [wranglerScript, 'deploy', entry, '--dry-run', `--outdir=${folder}`, `--config=${config}`],
    { cwd, env: { ...process.env, ...quietWrangler } }
  )
}
