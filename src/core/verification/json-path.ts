import type { Json } from './golden-case.ts'

/**
 * Returns the value at a path such as `choices.0.message.role` or `scores["a.b"][2]`; undefined when
 * there is none, and when the path is malformed. `length` is the length of a list.
 */
export function valueAt(document: Json, path: string): Json | undefined {
  const keys = keysOf(path)
  if (keys === undefined) return undefined
  let value: Json | undefined = document
  for (const key of keys) value = fieldOf(value, key)
  return value
}

/** Returns the keys of a path; undefined when it is malformed. An empty path has none. */
export function keysOf(path: string): readonly string[] | undefined {
  const keys: string[] = []
  let rest = path.startsWith('$') ? path.slice(1) : path
  while (rest !== '') {
    const match = STEP.exec(rest)
    if (match === null) return undefined
    const [step, name, index, quoted] = match
    const key = name ?? index ?? unquoted(quoted)
    if (key === undefined) return undefined
    keys.push(key)
    rest = rest.slice(step.length)
  }
  return keys
}

/** A name after a dot or at the start, an index in brackets, or a quoted name in brackets. */
const STEP = /^\.?(?:([^.[\]"]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/

function unquoted(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined
  try {
    return String(JSON.parse(quoted))
  } catch {
    // A wrong escape makes the path malformed.
    return undefined
  }
}

function fieldOf(value: Json | undefined, key: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined
  if (isList(value)) return key === 'length' ? value.length : value[Number(key)]
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
