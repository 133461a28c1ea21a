import type { BreakGlassNote } from './break-glass-note.ts'
import { other } from '../routing/color.ts'
import { routesAlike, liveOf, type Pointer } from '../routing/pointer.ts'
import { nextRevision } from './next-revision.ts'
import type { Cause, Rollout, RolloutPolicy } from './transition.ts'

/** A pointer that is not the coordinator's own, and where it was found. */
export interface ExternalPointer {
  readonly pointer: Pointer
  readonly source: string
  /** What the person said who wrote it. */
  readonly note?: BreakGlassNote | undefined
}

/**
 * Takes over a pointer that was put into KV by hand; the same rollout when it says nothing new. When the coordinator
 * made another pointer of the same revision meanwhile, some isolates follow the one and some the other: the person's
 * word counts, under a revision that is higher than both. The collectors that an operator set stay unless the pointer
 * names others.
 */
export function adoptPointer(
  rollout: Rollout,
  own: Pointer,
  external: ExternalPointer,
  now: number,
  policy: RolloutPolicy
): Rollout {
  const { pointer } = external
  if (pointer.revision < own.revision) return rollout
  if (pointer.revision === own.revision && isSamePointer(pointer, own)) return rollout
  const live = liveOf(pointer)
  const common = {
    ...nextRevision(rollout, 'adopt', causeOf(external), now),
    ...(pointer.collectors === undefined ? {} : { collectors: pointer.collectors }),
    revision: Math.max(
      pointer.revision + (lacksCollectors(pointer, own) ? 1 : 0),
      own.revision + 1
    ),
    slots: pointer.slots,
    ...(pointer.quarantined === undefined ? {} : { quarantined: pointer.quarantined }),
    liveSince: live === liveOf(own) ? rollout.liveSince : now,
  }
  if (live === pointer.stable) return { ...common, phase: 'idle', stable: live }
  const bakeEndsAt = now + policy.bakeMs
  return { ...common, phase: 'baking', stable: other(live), candidate: live, bakeEndsAt }
}

/** One that names no collectors may be the coordinator's own, as an isolate of an older version read it. */
function isSamePointer(pointer: Pointer, own: Pointer): boolean {
  const collectors = pointer.collectors ?? own.collectors
  return routesAlike(pointer, own) && collectors === own.collectors
}

/** Whether isolates that follow the pointer already must hear of the collectors, under another revision. */
function lacksCollectors(pointer: Pointer, own: Pointer): boolean {
  return pointer.collectors === undefined && own.collectors !== undefined
}

function causeOf({ pointer, source, note }: ExternalPointer): Cause {
  const reason = `pointer ${pointer.revision} was found in KV`
  if (note === undefined) return { by: 'break-glass', source, reason }
  return { by: note.by, source, reason: `break-glass: ${note.reason} (${reason})` }
}
