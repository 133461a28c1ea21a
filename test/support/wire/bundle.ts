import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { experimental_readRawConfig } from 'wrangler'
import { projectFolder } from '../../../scripts/dev/paths.ts'
import { quietWrangler, wranglerScript } from '../../../scripts/dev/wrangler.ts'

/** The bundled Worker, as a deploy would upload it. */
export interface BuiltWorker {
  readonly file: string
  readonly compatibilityDate: string
  readonly compatibilityFlags: readonly string[]
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly worker: BuiltWorker
  }
}

/**
 * Bundles the Worker once for all test files, as vitest's global setup. Returns the function that
 * deletes it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'bluegreen-bundle-'))
  const argv = [wranglerScript, 'deploy', '--dry-run', '--outdir', folder]
  const env = { ...process.env, ...quietWrangler }
  await promisify(execFile)(process.execPath, argv, { cwd: projectFolder, env })
  const { rawConfig } = experimental_readRawConfig({ config: `${projectFolder}wrangler.toml` })
  project.provide('worker', {
    file: join(folder, 'index.js'),
    compatibilityDate: rawConfig.compatibility_date ?? '',
    compatibilityFlags: rawConfig.compatibility_flags ?? [],
  })
  return () => rm(folder, { recursive: true })
}
