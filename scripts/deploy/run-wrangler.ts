import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../dev/paths.ts'
import { wranglerScript } from '../dev/wrangler.ts'
import { parseWranglerOutput, type WranglerOutput } from './wrangler-output.ts'

/** How a run of wrangler ended. */
export interface WranglerRun {
  readonly code: number
  readonly output: WranglerOutput
}

/** Runs wrangler in the project folder, on the terminal of this process: it may ask questions there. */
export function runWrangler(argv: readonly string[]): WranglerRun {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-deploy-'))
  const file = join(folder, 'output.ndjson')
  // CLOUDFLARE_ENV would choose another environment than --env says for the page, which has none.
  const { CLOUDFLARE_ENV: _, ...variables } = process.env
  try {
    const { status } = spawnSync(process.execPath, [wranglerScript, ...argv], {
      cwd: projectFolder,
      stdio: 'inherit',
      env: { ...variables, WRANGLER_OUTPUT_FILE_PATH: file, WRANGLER_HIDE_BANNER: 'true' },
    })
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    return { code: status ?? 1, output: parseWranglerOutput(text) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
