import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { root } from '../run/install.mjs'
import { OLDEST_NODE } from './build.mjs'

/** Writes the folder of a package that has the built command line alone. Returns its path. */
export function writePackage(built) {
  const folder = `${root}.build/bluegreen`
  const { version, description, license } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const manifest = {
    name: 'bluegreen-edge-router-cli',
    version,
    description: `Command line of: ${description}`,
    license,
    type: 'module',
    engines: { node: `>=${OLDEST_NODE}` },
    bin: { bluegreen: 'bluegreen.mjs' },
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  copyFileSync(built, `${folder}/bluegreen.mjs`)
  copyFileSync(`${root}LICENSE`, `${folder}/LICENSE`)
  writeFileSync(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`)
  return folder
}
