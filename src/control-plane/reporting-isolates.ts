import type { Group } from '../core/reporting/report.ts'
import type { Rollout } from '../core/rollout/state.ts'
import type { Reporter } from './coordinator/store.ts'

/** A report may be this late, in milliseconds, before its reporter counts as vanished. */
const LATE_MS = 500

/** The reporting isolates, and the revisions that they follow. */
export interface ReportingIsolates {
  /** Isolates that follow the pointer of their last reply without asking. */
  readonly reporting: number
  /** Of these, the isolates that follow the newest revision. */
  readonly following: number
  /** The oldest revision that a reporting isolate follows; null when none reports. */
  readonly oldestRevision: number | null
  /** Milliseconds since the last report of the isolate silent longest; null when none reports. */
  readonly silentMs: number | null
}

/** Counts the isolates in a group, and what they follow. */
export function followingOf(
  { revisions, silentMs }: Group,
  { revision: newest }: Rollout
): ReportingIsolates {
  if (revisions.length === 0) {
    return { reporting: 0, following: 0, oldestRevision: null, silentMs: null }
  }
  return {
    reporting: isolatesIn(revisions),
    following: isolatesIn(revisions.filter(([revision]) => revision >= newest)),
    oldestRevision: revisions.reduce((least, [revision]) => Math.min(least, revision), Infinity),
    silentMs,
  }
}

/** Sums reporters up as a group. A collector among them stands for its own group. */
export function groupOf(active: readonly Reporter[], now: number): Group {
  const counts = new Map<number, number>()
  for (const [revision, isolates] of active.flatMap(revisionsOf)) {
    counts.set(revision, (counts.get(revision) ?? 0) + isolates)
  }
  const silences = active.map(({ at, group }) => Math.max(0, now - at) + (group?.silentMs ?? 0))
  const silentMs = silences.reduce((most, silence) => Math.max(most, silence), 0)
  return { revisions: [...counts].filter(([, isolates]) => isolates > 0), silentMs }
}

function revisionsOf({ revision, group }: Reporter): Group['revisions'] {
  return group?.revisions ?? [[revision, 1]]
}

function isolatesIn(revisions: Group['revisions']): number {
  return revisions.reduce((sum, [, isolates]) => sum + isolates, 0)
}

/**
 * Whether a reporter counts for the schedule. One that is late has vanished, and one from before the
 * clock was set back reports anew.
 */
export function isExpected({ at, dueAt }: Reporter, now: number): boolean {
  return at <= now + LATE_MS && now <= dueAt + LATE_MS
}
