import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A project on a machine where nothing is installed: the real wrapper, and a program in place of npm. */
export interface WrappedProject {
  readonly folder: string
  readonly wrapper: string
  /** What `npx bluegreen` runs. */
  readonly bluegreen: string
  /** Makes the wrapper take the program for npm. */
  readonly env: Readonly<Record<string, string>>
  readonly remove: () => void
}

const lockFile = JSON.stringify({
  packages: {
    'node_modules/node': { version: '1.0.0', dev: true },
    'node_modules/tool': { version: '1.0.0', bin: { shout: 'shout.mjs' } },
  },
})

/** Writes to stdout, as npm does, and installs what the lock file names, unless it is told to fail. */
const npm = `
const { copyFileSync, mkdirSync, symlinkSync, writeFileSync } = require('node:fs')
console.log('added 2 packages')
if (process.env.NPM_FAILS) {
  console.error(process.argv.slice(2).join(' '))
  process.exit(7)
}
mkdirSync('node_modules/node/bin', { recursive: true })
symlinkSync(process.execPath, 'node_modules/node/bin/node')
mkdirSync('node_modules/tool')
writeFileSync('node_modules/tool/shout.mjs', 'console.log(process.argv.slice(2).join(" ").toUpperCase())')
copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
`

/** `scripts` are the files that tasks run, by name. */
export function wrappedProject(scripts: Readonly<Record<string, string>>): WrappedProject {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-wrapper-'))
  for (const part of ['run.mjs', 'run', 'package', 'cli/bluegreen.mjs']) {
    const source = fileURLToPath(new URL(`../../scripts/${part}`, import.meta.url))
    cpSync(source, join(folder, 'scripts', part), { recursive: true })
  }
  for (const [name, code] of Object.entries(scripts)) writeFileSync(join(folder, name), code)
  writeFileSync(join(folder, 'package-lock.json'), lockFile)
  writeFileSync(join(folder, 'npm-cli.js'), npm)
  return {
    folder,
    wrapper: join(folder, 'scripts/run.mjs'),
    bluegreen: join(folder, 'scripts/cli/bluegreen.mjs'),
    env: { npm_execpath: join(folder, 'npm-cli.js') },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
