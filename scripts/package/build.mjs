import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { root } from '../run/install.mjs'
import { licencesOf, packagesOf } from './licences.mjs'
import { builtFile, stampFile, stampOf } from './sources.mjs'

/** The oldest Node that the file runs on: undici, which is bundled for proxies, asks for it. */
export const OLDEST_NODE = '20.18.1'

/**
 * Builds the command line as one readable file, with the licences of the bundled packages at its end. Throws what
 * esbuild throws.
 */
export async function buildCommandLine() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['scripts/cli/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${OLDEST_NODE}`,
    charset: 'utf8',
    legalComments: 'none',
    define: { BLUEGREEN_BUILD: JSON.stringify(buildFacts()) },
    banner: { js: banner },
    outfile: builtFile,
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const inputs = Object.keys(metafile.inputs)
  mkdirSync(`${root}.build`, { recursive: true })
  const code = outputFiles[0].text + licencesOf(packagesOf(inputs))
  replace(builtFile, code)
  const rest = ['package.json', 'package-lock.json', ...ownFiles]
  replace(stampFile, JSON.stringify(stampOf([...inputs, ...rest])))
}

const ownFiles = ['build', 'licences', 'sources'].map((name) => `scripts/package/${name}.mjs`)

/** CommonJS packages in the file ask for `require`. */
const banner = `#!/usr/bin/env node
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)`

/** Version and commit, for `bluegreen version`. */
function buildFacts() {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  return { version, commit: commit() ?? null }
}

/** Returns the commit, with `-dirty` when files differ from it; undefined without git. */
function commit() {
  const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*']
  try {
    const stdio = ['ignore', 'pipe', 'ignore']
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio }).trim()
  } catch {
    return undefined
  }
}

/** Replaces a file at once: another process may be about to read it. */
function replace(file, content) {
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, content)
  chmodSync(temporary, 0o755)
  renameSync(temporary, file)
}
