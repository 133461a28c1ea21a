/** What a person said who wrote a pointer past the router: it stands in the metadata of the pointer's key. */
export interface BreakGlassNote {
  readonly by: string
  readonly reason: string
}

/** As long as the admin route lets them be. */
const MAX_LENGTHS = { by: 100, reason: 500 } as const

/** Reads the metadata of a pointer's key; undefined when it holds no note. People can write it by hand. */
export function parseBreakGlassNote(metadata: unknown): BreakGlassNote | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const { by, reason }: { by?: unknown; reason?: unknown } = metadata
  if (!isText(by, MAX_LENGTHS.by) || !isText(reason, MAX_LENGTHS.reason)) return undefined
  return { by: by.trim(), reason: reason.trim() }
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= maxLength
}
