import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { ok } from '../../src/core/result.ts'
import { isRecord, parseJson } from '../../src/core/json.ts'
import { checkout } from '../dev/paths.ts'
import type { Report } from './commands.ts'
import type { Tell } from './run-command.ts'

/** What the build puts in the place of `BLUEGREEN_BUILD`. */
interface Build {
  readonly version: string
  /** Ends with `-dirty` when files differed from the commit; null without git. */
  readonly commit: string | null
}

declare const BLUEGREEN_BUILD: Build

/** Adds the command that prints the version. It needs no router. */
export function addVersion(bluegreen: Command, tell: Tell): void {
  bluegreen
    .command('version')
    .description('print version and commit of this command line')
    .option('--json', 'print them as JSON')
    .action((flags: { json?: true }) => tell(ok(reportOf(build())), flags.json === true))
}

function reportOf({ version, commit }: Build): Report {
  const from = commit === null ? '' : ` (commit ${commit})`
  const node = process.version
  return {
    text: `bluegreen ${version}${from}, Node ${node}`,
    json: { version, commit, node },
  }
}

/** In a checkout the version is that of now, not that of the build. */
function build(): Build {
  if (checkout === undefined) return BLUEGREEN_BUILD
  const manifest = parseJson(readFileSync(`${checkout}package.json`, 'utf8'))
  const version = isRecord(manifest) ? String(manifest['version']) : 'unknown'
  return { version, commit: commitOf(checkout) }
}

function commitOf(folder: string): string | null {
  const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*']
  try {
    const quiet = { stdio: ['ignore', 'pipe', 'ignore'] } satisfies ExecFileSyncOptions
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', ...quiet }).trim()
  } catch {
    return null
  }
}
