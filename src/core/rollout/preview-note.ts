import type { Pointer } from '../routing/pointer.ts'
import { previewColorOf, type PreviewTarget } from '../routing/preview-token.ts'
import type { Note } from './history-entry.ts'
import type { Cause } from './state.ts'

/** What the history knows of a preview token, which is not the token itself. */
export interface Preview {
  readonly target: PreviewTarget
  /** End of its validity, in ISO 8601. */
  readonly until: string
  readonly cause: Cause
}

/** Returns what the history says of a token: who made it, what it reaches, and until when. */
export function previewNote({ target, until, cause }: Preview, pointer: Pointer): Note {
  const color = previewColorOf(target, pointer)
  const { release, staging } = pointer.slots[color]
  const reached = target === color ? color : `the ${target} color`
  const evidence = `reaches ${reached} until ${until}`
  return { action: 'preview', about: { color, release, staging }, cause: { ...cause, evidence } }
}
