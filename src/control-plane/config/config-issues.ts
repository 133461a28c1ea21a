import type * as z from 'zod/mini'
import { isRecord, parseJson } from '../../core/json.ts'
import { nearestOf } from './nearest-key.ts'

/** Where a key stands, from the variable on. */
export type KeyPath = readonly PropertyKey[]

/** The keys that a table may have, by its path below the document. */
type KeysAt = (path: KeyPath) => readonly string[]

/** Writes a path as TOML does: a key with other characters, such as a dot, stands in quotes. */
export function shownPath(path: KeyPath): string {
  return path
    .map(String)
    .map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key)))
    .join('.')
}

/** What is wrong with the document at a path, one sentence for each mistake; no value is repeated. */
export function configProblems(
  at: KeyPath,
  issues: readonly z.core.$ZodIssue[],
  keysAt: KeysAt
): readonly string[] {
  return issues.map((issue) => {
    const message =
      issue.code === 'unrecognized_keys'
        ? unknownKeys(issue.keys, keysAt(issue.path))
        : messageOf(issue)
    return `${shownPath([...at, ...issue.path])}: ${message}`
  })
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  const [key = ''] = keys
  const nearest = keys.length === 1 ? nearestOf(key, known) : undefined
  const question = nearest === undefined ? '' : `; did you mean ${nearest}?`
  return `unknown key ${keys.join(', ')}${question}`
}

/** The small build of zod does not say why a key is wrong. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_key') return issue.message
  return issue.issues.map(({ message }) => message).join(', ')
}

/**
 * Returns the document of a variable: a table, or its text in JSON, as the dashboard stores it. A
 * text that cannot be one is returned as it is.
 */
export function documentOf(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return value
  const document = parseJson(value)
  return isRecord(document) ? document : value
}
