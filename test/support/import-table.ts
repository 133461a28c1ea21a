import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

/** What a folder of `src` may import, by the first segment of a relative path or by the name of a package. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  platform: ['core', 'platform'],
  'data-plane': ['core', 'platform', 'data-plane', 'cloudflare:workers', 'cloudflare:sockets'],
  'control-plane': ['core', 'platform', 'control-plane', 'hono', 'zod', 'cloudflare:workers'],
  'index.ts': ['data-plane', 'control-plane', 'hono', 'cloudflare:workers'],
}

/** What the pure core must not contain: waiting, the clock, dice. */
const impure = /\basync\b|\bawait\b|Date\.now|new Date\(\)|Math\.random|performance\.now/

/** Every sentence says one violation: a file, and what it must not have. */
export function violationsIn(src: string): readonly string[] {
  return sourcesIn(src).flatMap((file) => violationsOf(src, file))
}

function violationsOf(src: string, file: string): readonly string[] {
  const path = relative(src, file)
  const folder = path.split('/')[0] ?? path
  const code = readFileSync(file, 'utf8')
  const imports = importsOf(code)
    .map((specifier) => targetOf(src, file, specifier))
    .filter((target) => !(allowed[folder] ?? []).includes(target))
    .map((target) => `${path} imports ${target}`)
  const found = folder === 'core' ? impure.exec(withoutComments(code)) : null
  return found === null ? imports : [...imports, `${path} contains ${found[0]}`]
}

function importsOf(code: string): readonly string[] {
  const statements =
    /^\s*(?:import|export)\b[^'"]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\('([^']+)'\)/gm
  return [...withoutComments(code).matchAll(statements)].map(
    ([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? ''
  )
}

/** The folder of `src` that a relative import leads to, or the package's name without its subpath. */
function targetOf(src: string, file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier.split('/')[0] ?? specifier
  const path = relative(src, normalize(join(dirname(file), specifier)))
  return path.split('/')[0] ?? path
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

/** Paths of the source files in a folder. */
export function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
}
