import type { Json } from './golden-case.ts'

/** Longest text of a mismatch, in characters. */
const MAX_SHOWN = 200

/** Maximum depth of a document: one of nothing but brackets would exhaust the stack. */
const MAX_DEPTH = 200

/** Parses a JSON text; undefined when it is not JSON, or is nested too deep to be compared. */
export function parseDocument(text: string): Json | undefined {
  try {
    const document: Json = JSON.parse(text)
    return isTooDeep(document) ? undefined : document
  } catch {
    // The answer is not JSON, which the caller reports.
    return undefined
  }
}

/** Looks at one level after the other, because a recursion would be too deep as well. */
function isTooDeep(document: Json): boolean {
  let level: readonly Json[] = [document]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.filter(isContainer).flatMap((value): Json[] => Object.values(value))
  }
  return false
}

/** Whether two JSON values are the same. The order of an object's keys does not matter. */
export function isSameJson(one: Json, another: Json): boolean {
  if (one === another) return true
  if (!isContainer(one) || !isContainer(another)) return false
  if (Array.isArray(one) !== Array.isArray(another)) return false
  const entries = Object.entries(one)
  if (entries.length !== Object.keys(another).length) return false
  const others = new Map(Object.entries(another))
  return entries.every(([key, value]) => {
    const other = others.get(key)
    return other !== undefined && isSameJson(value, other)
  })
}

/** Whether a value has fields or items. */
export function isContainer(
  value: Json | undefined
): value is Exclude<Json, null | boolean | number | string> {
  return typeof value === 'object' && value !== null
}

/** Returns a text on one line, shortened for people, without control characters. */
export function shown(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line
}
