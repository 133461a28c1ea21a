import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

const folders = ['src', 'scripts', 'test']

/** Returns the paths of all Markdown documents of the project, the root README first. */
export function documentsOf(root: string): readonly string[] {
  const below = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md'))
        .map((path) => posix.join(folder, path))
    )
  return ['README.md', ...below.toSorted()]
}

/** Returns one sentence for each relative link whose file, folder or heading does not exist. */
export function brokenLinksIn(root: string): readonly string[] {
  return documentsOf(root).flatMap((document) =>
    relativeLinksIn(read(root, document)).flatMap((link) => {
      const { path, anchor } = targetOf(document, link)
      if (!existsSync(join(root, path))) return [`${document}: ${link} leads to no file`]
      if (anchor === '' || anchorsIn(read(root, path)).includes(anchor)) return []
      return [`${document}: ${link} leads to no heading of ${path}`]
    })
  )
}

/** Returns the READMEs that no chain of links from the root README leads to. */
export function unreachableIn(root: string): readonly string[] {
  const reached = new Set(['README.md'])
  for (const document of reached) {
    for (const link of relativeLinksIn(read(root, document))) {
      const { path } = targetOf(document, link)
      const target = path.endsWith('.md') ? path : posix.join(path, 'README.md')
      if (existsSync(join(root, target))) reached.add(target)
    }
  }
  return documentsOf(root).filter((path) => path.endsWith('README.md') && !reached.has(path))
}

/** Returns one sentence for each `npm run X` in a document that package.json does not have. */
export function unknownScriptsIn(root: string): readonly string[] {
  const { scripts } = JSON.parse(read(root, 'package.json'))
  return documentsOf(root).flatMap((document) =>
    [...read(root, document).matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !Object.hasOwn(scripts, name))
      .map((name) => `${document}: package.json has no script ${name}`)
  )
}

/** Returns one sentence for each path in backticks, such as `src/core`, that does not exist. */
export function missingPathsIn(root: string): readonly string[] {
  return documentsOf(root).flatMap((document) =>
    [...read(root, document).matchAll(/`((?:src|scripts|test)\/[\w./-]+)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${document}: there is no ${path}`)
  )
}

function read(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '``')
}

function relativeLinksIn(text: string): readonly string[] {
  const links = [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?\)/g)].map(([, to = '']) => to)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

function targetOf(document: string, link: string): { path: string; anchor: string } {
  const [path = '', anchor = ''] = link.split('#')
  const target = path === '' ? document : posix.join(posix.dirname(document), path)
  return { path: target, anchor }
}

/** Returns the anchors that GitHub gives to the headings of a document. */
function anchorsIn(text: string): readonly string[] {
  const lines = text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ +(.*)$/gm)
  const seen = new Map<string, number>()
  return [...lines].map(([, heading = '']) => {
    const slug = slugOf(heading)
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  })
}

function slugOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
  return text
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}
