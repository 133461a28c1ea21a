import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundlePage, type PageFile } from './bundle.ts'

/** The folder that the Worker of the page serves. */
const builtPage = new URL('../../.build/page', import.meta.url).pathname

const document = new URL('../../src/control-plane/admin/openapi.json', import.meta.url)

// Writes the page into `.build/page`, and prints how large it is for a browser.
const page = await bundlePage()
// The document of the API, which the admin route hands out: the router itself stays smaller without it.
const files = [...page, { name: 'openapi.json', content: compact(readFileSync(document, 'utf8')) }]
mkdirSync(builtPage, { recursive: true })
// A browser that reads the folder meanwhile finds a whole page: the document that names the new files
// comes after them, and the old files go last. wrangler reloads the Worker with each file that is written.
for (const file of files.toReversed()) writeChanged(file)
for (const name of readdirSync(builtPage)) {
  if (!files.some((file) => file.name === name)) rmSync(join(builtPage, name), { force: true })
}
for (const line of sizesOf(page)) console.log(line)

function compact(json: string): string {
  return JSON.stringify(JSON.parse(json))
}

function writeChanged({ name, content }: PageFile): void {
  const path = join(builtPage, name)
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return
  writeFileSync(path, content)
}

function sizesOf(built: readonly PageFile[]): readonly string[] {
  const sizes = built.map(({ name, content }) => ({ name, bytes: gzipSync(content).length }))
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  return [...sizes, { name: 'page, gzipped', bytes: total }].map(
    ({ name, bytes }) => `${name.padEnd(24)} ${(bytes / 1024).toFixed(1).padStart(6)} KiB`
  )
}
