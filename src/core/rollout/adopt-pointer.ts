import { other } from '../routing/color.ts'
import { liveOf, routesAlike } from '../routing/pointer.ts'
import type { ExternalPointer } from './events.ts'
import { nextRevision } from './next-revision.ts'
import { pointerOf } from './pointer-view.ts'
import type { Cause, Rollout, RolloutPolicy } from './state.ts'

/**
 * Takes over a pointer that somebody wrote into KV past the coordinator; the same rollout when it says nothing new. When
 * the coordinator made another pointer of the same revision meanwhile, some isolates follow one and some the other: the
 * external pointer wins, under a revision that is higher than both. Reporting settings in it are ignored: the
 * coordinator owns them.
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
