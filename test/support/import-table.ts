import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize, relative } from 'node:path'

/** The allowed imports of each folder of `src`: other folders by their first path segment, packages by name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  platform: ['core', 'platform'],
  'data-plane': ['core', 'platform', 'data-plane', 'cloudflare:workers', 'cloudflare:sockets'],
  'control-plane': [
    'core',
    'platform',
    'control-plane',
    'hono',
    'zod',
    '@cfworker/json-schema',
    '@noble/hashes',
    'jose',
    'cloudflare:workers',
  ],
  page: ['core', 'control-plane', 'page', 'preact', 'uplot'],
  'index.ts': ['data-plane', 'control-plane', 'hono', 'cloudflare:workers'],
}

/** The imports of a folder that must be `import type`: their code would get into the bundle of the page. */
const onlyAsTypes: Readonly<Record<string, readonly string[]>> = { page: ['control-plane'] }

/** Asynchronous code, clocks and random numbers are not allowed in the pure core. */
const impure = /\basync\b|\bawait\b|Date\.now|new Date\(\)|Math\.random|performance\.now/

/** Returns one message per violation: the file, and the import or the call that it must not contain. */
export function violationsIn(src: string): readonly string[] {
  return sourcesIn(src).flatMap((file) => violationsOf(src, file))
}

/** Returns one message per file name that several files of `src` share. */
export function sharedNamesIn(src: string): readonly string[] {
  const paths = sourcesIn(src).map((file) => relative(src, file))
  return [...Map.groupBy(paths, (path) => basename(path))]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([name, sharing]) => `${sharing.toSorted().join(' and ')} share the name ${name}`)
}

function violationsOf(src: string, file: string): readonly string[] {
  const path = relative(src, file)
  const folder = path.split('/')[0] ?? path
  const code = readFileSync(file, 'utf8')
  const imports = importsOf(code)
    .map((specifier) => targetOf(src, file, specifier))
    .filter((target) => !(allowed[folder] ?? []).includes(target))
    .map((target) => `${path} imports ${target}`)
  const values = importsOf(withoutTypeImports(code))
    .map((specifier) => targetOf(src, file, specifier))
    .filter((target) => (onlyAsTypes[folder] ?? []).includes(target))
    .map((target) => `${path} imports ${target}, and not only types`)
  const match = folder === 'core' ? impure.exec(withoutComments(code)) : null
  const found = [...imports, ...values]
  return match === null ? found : [...found, `${path} contains ${match[0]}`]
}

function importsOf(code: string): readonly string[] {
  const statements =
    /^\s*(?:import|export)\b[^'"]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\('([^']+)'\)/gm
  return [...withoutComments(code).matchAll(statements)].map(
    ([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? ''
  )
}

/** Returns the folder of `src` of a relative import, or the name of a package without its subpath. */
function targetOf(src: string, file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return packageOf(specifier)
  const path = relative(src, normalize(join(dirname(file), specifier)))
  return path.split('/')[0] ?? path
}

/** The name of a package, with its scope, without the path inside it. */
function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
}

function withoutTypeImports(code: string): string {
  return code.replaceAll(/^\s*import type\b[^'"]*?\bfrom\s*'[^']+'/gm, '')
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

/** Paths of the source files in a folder. */
export function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
}
