import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { bundle } from '../dev/bundle.ts'
import { benchFolder } from './folder.ts'

// Prints the size of the Worker that `wrangler deploy` would upload. Fails above the limit. The platform takes 3 MiB; the
// limit shows an import that brings a large package along, before a cold start has to parse it.

const LIMIT_KIB = 150

const folder = `${benchFolder}size`
await bundle('src/index.ts', folder)
const script = await readFile(`${folder}/index.js`)
const gzipped = gzipSync(script).length / 1024

console.log(
  `Worker: ${gzipped.toFixed(1)} KiB gzipped of ${LIMIT_KIB} KiB allowed (${(script.length / 1024).toFixed(0)} KiB bundled)`
)
if (gzipped > LIMIT_KIB) {
  console.error(
    `The Worker exceeds the limit of ${LIMIT_KIB} KiB. Check the imports that were added last.`
  )
  process.exitCode = 1
}
