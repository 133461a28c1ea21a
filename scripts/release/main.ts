import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { benchFolder } from '../bench/folder.ts'
import { bundle } from '../dev/bundle.ts'
import { projectFolder } from '../dev/paths.ts'

// Keeps the Worker of this version for the tests of upgrades: the next version must read what it has
// stored, and write what it can read. Builds the command line too, which is attached to the release. To be
// run once for each release, in its commit.

const folder = `${benchFolder}release`
await bundle('src/index.ts', folder)
const script = await readFile(`${folder}/index.js`, 'utf8')
const { version } = JSON.parse(await readFile(`${projectFolder}package.json`, 'utf8'))
const kept = `${projectFolder}test/fixtures/releases/${version}`
await mkdir(kept, { recursive: true })
await writeFile(
  `${kept}/worker.js.gz`,
  gzipSync(script.replace(/^\/\/# sourceMappingURL.*$/m, ''), { level: 9 })
)
console.log(`Kept the Worker of version ${version} in test/fixtures/releases/${version}.`)

await promisify(execFile)(process.execPath, [`${projectFolder}scripts/package/main.mjs`])
console.log(
  'Attach .build/bluegreen.mjs to the release: the command line, in one file for Node 20 and later.'
)
