import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { build } from 'esbuild'

const source = new URL('../../src/page', import.meta.url).pathname

/** A file of the page. */
export interface PageFile {
  readonly name: string
  readonly content: string
}

/**
 * Bundles the page: `index.html`, and a script, a style sheet and an icon with a hash of their
 * content in their names.
 */
export async function bundlePage(): Promise<readonly PageFile[]> {
  const icon = { name: 'icon.svg', content: readFileSync(join(source, 'icon.svg'), 'utf8') }
  const assets = [...(await scriptAndStyles()), icon].map((file) => ({
    plainName: file.name,
    file: hashed(file),
  }))
  const template = readFileSync(join(source, 'index.html'), 'utf8')
  const document = assets.reduce(
    (text, { plainName, file }) => text.replace(`/${plainName}"`, `/${file.name}"`),
    template
  )
  return [{ name: 'index.html', content: document }, ...assets.map(({ file }) => file)]
}

async function scriptAndStyles(): Promise<readonly PageFile[]> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(source, 'main.tsx'), out: 'page' },
      { in: join(source, 'styles/page.css'), out: 'page' },
    ],
    outdir: 'built',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  })
  return outputFiles.map(({ path, text }) => ({ name: `page${extname(path)}`, content: text }))
}

function hashed({ name, content }: PageFile): PageFile {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const extension = extname(name)
  return { name: `${name.slice(0, -extension.length)}-${hash}${extension}`, content }
}
