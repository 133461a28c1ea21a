import { refusalMessage, type PointerRefusal } from '../routing/pointer-refusal.ts'
import type { Note } from './history-entry.ts'

/** Returns what the history says when KV begins to hold a refused pointer, or ends to hold one. */
export function pointerNote(refusal: PointerRefusal | undefined): Note {
  const reason = refusal === undefined ? 'KV holds a good pointer again' : refusalMessage(refusal)
  const cause = { by: 'router', source: 'kv', reason }
  return { action: refusal === undefined ? 'alert_cleared' : 'alert', cause }
}
