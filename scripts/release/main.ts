import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { benchFolder } from '../bench/folder.ts'
import { bundle } from '../dev/bundle.ts'
import { projectFolder } from '../dev/paths.ts'

// Keeps the Worker of this version for the tests of upgrades: the next version must read what it has
// stored, and write what it can read. To be run once for each release, in its commit.

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
