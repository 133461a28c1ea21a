import { describeCauses } from '../../core/detector/causes.ts'
import { rolloutRecordsOf, type RolloutRecord } from '../../core/rollout/rollout-records.ts'
import type { Cause } from '../../core/rollout/state.ts'
import type { EvidenceShown, HistoryEntry, RolloutShown } from '../admin/history-answers.ts'
import type { HistoryRange, HistoryStore, NumberedEntry } from './history-store.ts'
import { iso } from './iso-time.ts'

/** Returns a history entry in the form of the admin route. */
export function historyEntryOf({ entry, hash, content }: NumberedEntry): HistoryEntry {
  const {
    revision,
    action,
    from,
    to,
    releases,
    weight,
    cause,
    collectors = null,
    alert,
    version,
  } = content
  const { by, identity, claimed, source, reason, evidence = null } = cause
  return {
    entry,
    hash,
    revision,
    at: iso(content.at),
    action,
    from,
    to,
    ...(releases === undefined ? {} : { releases }),
    ...(weight === undefined ? {} : { weight }),
    by,
    ...(identity === undefined ? {} : { identity }),
    ...(claimed === undefined ? {} : { claimed }),
    source,
    reason,
    evidence,
    numbers: numbersShown(cause),
    collectors,
    ...(alert === undefined ? {} : { alert }),
    ...(version === undefined ? {} : { version }),
    ...forceOf(cause),
  }
}

/** Returns the rollouts of a part of the history in the form of the admin route, newest first. */
export function rolloutsShown(
  model: string,
  history: HistoryStore,
  range: HistoryRange
): readonly RolloutShown[] {
  const { limit, since = 0 } = range
  return rolloutRecordsOf(model, history.entriesOfRollouts(range))
    .filter(({ startedAt }) => startedAt >= since)
    .slice(-limit)
    .toReversed()
    .map(rolloutShown)
}

function rolloutShown(record: RolloutRecord): RolloutShown {
  const { id, entry, from = null, to = null, result, revisions, cause, end } = record
  const { startedAt, endedAt } = record
  return {
    id,
    entry,
    from,
    to,
    result,
    revisions: [...revisions],
    by: cause.by,
    reason: cause.reason,
    ...forceOf(cause),
    startedAt: iso(startedAt),
    endedAt: endedAt === undefined ? null : iso(endedAt),
    endedBy: end?.by ?? null,
    endReason: end?.reason ?? null,
    evidence: end?.evidence ?? null,
    numbers: end === undefined ? null : numbersShown(end),
  }
}

function forceOf({ force }: Cause) {
  return force === undefined ? {} : { force }
}

function numbersShown({ numbers }: Cause): EvidenceShown | null {
  if (numbers === undefined) return null
  const { route = null, causes = {}, ...counts } = numbers
  return { ...counts, route, causes: { ...causes }, failures: describeCauses(causes) }
}
