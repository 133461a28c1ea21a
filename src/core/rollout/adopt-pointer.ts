import { other } from '../routing/color.ts'
import { liveOf, routesAlike } from '../routing/pointer.ts'
import type { ExternalPointer } from './events.ts'
import { nextRevision } from './next-revision.ts'
import { pointerOf } from './pointer-view.ts'
import type { Cause, Rollout, RolloutPolicy } from './state.ts'

/**
 * Returns the rollout after adopting a pointer that was written into KV without the coordinator;
 * the same rollout when the pointer is not newer. When the coordinator has published another
 * pointer with the same revision, isolates may follow either. The external pointer then wins, under
 * a revision higher than both. Its reporting settings are ignored, because the coordinator owns
 * them.
 */
export function adoptPointer(
  rollout: Rollout,
  external: ExternalPointer,
  now: number,
  policy: RolloutPolicy
): Rollout {
  const { pointer } = external
  const own = pointerOf(rollout)
  if (pointer.revision < own.revision) return rollout
  if (pointer.revision === own.revision && routesAlike(pointer, own)) return rollout
  const live = liveOf(pointer)
  const common = {
    ...nextRevision(rollout, 'break_glass', causeOf(external), now),
    revision: Math.max(pointer.revision, own.revision + 1),
    slots: pointer.slots,
    ...(pointer.quarantined === undefined ? {} : { quarantined: pointer.quarantined }),
    liveSince: live === liveOf(own) ? rollout.liveSince : now,
  }
  if (live === pointer.stable) return { ...common, phase: 'idle', stable: live }
  const bakeEndsAt = now + policy.bakeMs
  return { ...common, phase: 'baking', stable: other(live), candidate: live, bakeEndsAt }
}

function causeOf({ pointer, source, note }: ExternalPointer): Cause {
  const reason = `pointer ${pointer.revision} was found in KV`
  if (note === undefined) return { by: 'break-glass', source, reason }
  return { by: note.by, source, reason: `break-glass: ${note.reason} (${reason})` }
}
