import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { projectFolder } from '../dev/paths.ts'

/** The folder that the Worker of the page serves. */
const builtPage = `${projectFolder}.build/page`

rmSync(builtPage, { recursive: true, force: true })
mkdirSync(builtPage, { recursive: true })

const { metafile } = await build({
  absWorkingDir: projectFolder,
  entryPoints: { page: 'src/page/main.tsx' },
  entryNames: '[name]-[hash]',
  outdir: builtPage,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  logLevel: 'warning',
  metafile: true,
})
const script = Object.keys(metafile.outputs)[0]?.split('/').at(-1) ?? ''
const document = readFileSync(`${projectFolder}src/page/index.html`, 'utf8')
writeFileSync(`${builtPage}/index.html`, document.replace('page.js', script))
