import type { HistoryEntry } from '../admin/history-answers.ts'
import type { NumberedEntry } from './history-store.ts'
import { iso } from './iso-time.ts'

/** Returns a history entry in the form of the admin route. */
export function historyEntryOf({ entry, hash, content }: NumberedEntry): HistoryEntry {
  const { revision, action, from, to, cause, collectors = null } = content
  const { by, source, reason, evidence = null, force } = cause
  const at = iso(content.at)
  const forced = force === undefined ? {} : { force }
  const who = { by, source, reason, evidence }
  return { entry, hash, revision, at, action, from, to, ...who, collectors, ...forced }
}
