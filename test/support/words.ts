import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Piece } from './piece.ts'
import { piecesOfDocument } from './pieces-of-document.ts'
import { piecesOfSource } from './pieces-of-source.ts'

/** Metaphors that are gone from names and from texts. */
const goneEverywhere =
  /^(desks?|takers?|heed(s|ed|ing)?|linger(s|ed|ing)?|owed|examin\w*|convict\w*|acquit\w*|luck|understud\w*|ledgers?|bookings?|replay(s|ed|ing)?|pressures?|wish(es|ed)?|suspicions?|hopeless|misbehav\w*|happenings?|closeness|quiet(ed|er)|loudest)$/

/** Words that are gone from names. Texts may contain them as ordinary English. */
const goneFromNames =
  /^(seats?|heard|widen(s|ed|ing)?|strengths?|noises?|weigh(s|ed|ing)?|book(s|ed)?|within|mark(s|ed)?|settled?|told|charges?|trials?|allowances?|dice|beside|patience|via|sentences?|fold(s|ed|ing)?)$/

interface Exception {
  readonly path?: string
  readonly content?: RegExp
  readonly why: string
}

const exceptions: readonly Exception[] = [
  { path: 'test/core/words.test.ts', why: 'its samples are violations on purpose' },
  { path: 'test/support/audio.ts', content: /^noise(Of)?$/, why: 'acoustic noise' },
  { content: /^idempotent-replayed(: true)?$/i, why: 'a header that clients know' },
  { content: /^allSettled$/, why: 'a method of Promise' },
]

/**
 * Returns one message per gone word in `src`, `scripts` and `test` of the project at `root`, in its README.md and in its
 * wrangler.toml: in names of files and folders, in identifiers, keys, codes and headers, and in texts.
 */
export function goneWordsIn(root: string): readonly string[] {
  const paths = ['src', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .toSorted()
      .map((path) => join(folder, path))
  )
  return [...paths, 'README.md', 'wrangler.toml'].flatMap((path) => goneWordsOf(root, path))
}

function goneWordsOf(root: string, path: string): readonly string[] {
  const fileName: Piece = { kind: 'name', content: path.split('/').at(-1) ?? path, line: 1 }
  const messages = [fileName, ...piecesOf(root, path)]
    .filter((piece) => !isException(path, piece))
    .flatMap((piece) => messageOf(path, piece))
  return [...new Set(messages)]
}

function piecesOf(root: string, path: string): readonly Piece[] {
  const extension = extname(path)
  if (['.ts', '.tsx', '.js', '.mjs'].includes(extension)) {
    return piecesOfSource(path, readFileSync(join(root, path), 'utf8'))
  }
  if (['.md', '.toml', '.json', '.py'].includes(extension)) {
    return piecesOfDocument(extension, readFileSync(join(root, path), 'utf8'))
  }
  return []
}

function messageOf(path: string, { kind, content, line }: Piece): readonly string[] {
  const word = kind === 'field' ? 'bad' : goneWordIn(content, kind)
  return word === undefined ? [] : [`${path}:${line} ${kind} "${content.slice(0, 60)}": ${word}`]
}

function goneWordIn(content: string, kind: 'name' | 'text'): string | undefined {
  return wordsOf(content).find(
    (word) => goneEverywhere.test(word) || (kind === 'name' && goneFromNames.test(word))
  )
}

/** Splits camelCase, PascalCase, snake_case, kebab-case and prose into words in lower case. */
function wordsOf(content: string): readonly string[] {
  const words = content.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []
  return words.map((word) => word.toLowerCase())
}

function isException(path: string, { content }: Piece): boolean {
  return exceptions.some(
    (exception) =>
      (exception.path ?? path) === path &&
      (exception.content === undefined || exception.content.test(content))
  )
}
