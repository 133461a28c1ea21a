import { isPlainLine } from './plain-line.ts'
import { isReservedAuthor } from './reserved-author.ts'

/**
 * Author and reason of a pointer that was written by hand, from the metadata of the pointer's key.
 */
export interface BreakGlassNote {
  readonly by: string
  readonly reason: string
}

/** The same maximum lengths as on the admin route. */
const MAX_LENGTHS = { by: 100, reason: 500 } as const

/** Parses the metadata of a pointer's key; undefined when it holds no valid note. */
export function parseBreakGlassNote(metadata: unknown): BreakGlassNote | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const { by, reason }: { by?: unknown; reason?: unknown } = metadata
  if (!isText(by, MAX_LENGTHS.by) || !isText(reason, MAX_LENGTHS.reason)) return undefined
  return isReservedAuthor(by) ? undefined : { by: by.trim(), reason: reason.trim() }
}

function isText(value: unknown, maxLength: number): value is string {
  if (typeof value !== 'string' || value.trim() === '') return false
  return value.length <= maxLength && isPlainLine(value.trim())
}
