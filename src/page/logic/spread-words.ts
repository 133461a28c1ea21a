import type { ModelStatus } from '../data/shapes.ts'
import { countOf } from './number-words.ts'

/** A line with its name. */
export interface NamedText {
  readonly name: string
  readonly text: string
}

/** Returns how far the newest revision has come. */
export function spreadText(status: ModelStatus): readonly NamedText[] {
  return [
    { name: 'Isolates', text: isolatesText(status) },
    { name: 'KV', text: kvText(status) },
    ...notificationTexts(status),
  ]
}

function isolatesText({ isolates, revision }: ModelStatus): string {
  const { reporting, following, oldestRevision } = isolates
  if (reporting === 0) return 'No isolate has reported lately.'
  if (following === reporting) {
    return reporting === 1
      ? `The one reporting isolate follows revision ${revision}.`
      : `All ${countOf(reporting)} reporting isolates follow revision ${revision}.`
  }
  const oldest = oldestRevision === null ? '' : `; the last one follows ${oldestRevision}`
  return `${following} of ${reporting} reporting isolates follow revision ${revision}${oldest}.`
}

function kvText({ kv, revision }: ModelStatus): string {
  if (kv.inSync) return `In sync (revision ${kv.revision}).`
  if (kv.malformed)
    return 'Holds a document that is not a pointer; isolates keep the last good one.'
  if (kv.refused !== null) return `Holds a pointer that is not followed: ${kv.refused}.`
  if (kv.revision === null) return `Holds no pointer yet; the router is at revision ${revision}.`
  return `Behind: revision ${kv.revision}, the router is at ${revision} and tries again.`
}

function notificationTexts({ notifications }: ModelStatus): readonly NamedText[] {
  const { pending, failed } = notifications
  if (pending.length + failed.length === 0) return []
  const names = (deliveries: typeof pending) =>
    [...new Set(deliveries.map(({ receiver }) => receiver))].join(', ')
  const parts = [
    ...(pending.length === 0 ? [] : [`${pending.length} on the way to ${names(pending)}`]),
    ...(failed.length === 0 ? [] : [`${failed.length} given up for ${names(failed)}`]),
  ]
  return [{ name: 'Notifications', text: `${parts.join('; ')}.` }]
}
