import { other, type Color } from '../routing/color.ts'
import { liveOf, phaseOf, routesAlike, saltOf, type Pointer } from '../routing/pointer.ts'
import { isSameEnvironment, isSameSlot, type Slot } from '../routing/slot.ts'
import type { ExternalPointer } from './events.ts'
import { nextRevision } from './next-revision.ts'
import { pointerOf } from './pointer-view.ts'
import type { Cause, Release, Rollout, RolloutPolicy } from './state.ts'
import { asVerified } from './verify.ts'

/**
 * Returns the rollout after adopting a pointer that was written into KV without the coordinator;
 * the same rollout when the pointer is not newer. When the coordinator has published another
 * pointer with the same revision, isolates may follow either. The external pointer then wins, under
 * a revision higher than both. The same holds when the rollout cannot route exactly as the document
 * says, because isolates may follow the document. A weight below 100 is one step without an end. The
 * document's reporting settings are ignored, because the coordinator owns them.
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
  const least = Math.max(pointer.revision, own.revision + 1)
  const adopted = adoptedAs(least, rollout, external, now, policy)
  const isExact = least > pointer.revision || routesAlike(pointerOf(adopted), pointer)
  return isExact ? adopted : adoptedAs(least + 1, rollout, external, now, policy)
}

function adoptedAs(
  revision: number,
  rollout: Rollout,
  external: ExternalPointer,
  now: number,
  { bakeMs }: RolloutPolicy
): Rollout {
  const { pointer } = external
  const live = liveOf(pointer)
  const { quarantined, stable } = pointer
  const phase = phaseOf(pointer)
  const isBack = rollout.phase === 'shifting' && phase === 'idle'
  const isSameLive = live === liveOf(pointerOf(rollout)) && !isBack
  const cause = causeOf(external)
  const { quarantined: _, ...next } = nextRevision(rollout, 'break_glass', cause, now)
  const adopted = (color: Color) => adoptedRelease(color, rollout, pointer, revision, cause, now)
  const common = {
    ...next,
    revision,
    slots: { blue: adopted('blue'), green: adopted('green') },
    liveSince: isSameLive ? rollout.liveSince : now,
  }
  if (phase !== 'idle') {
    const kept = { ...common, stable, candidate: other(stable), ...assignmentOf(pointer) }
    if (phase === 'baking') return { ...kept, phase, bakeEndsAt: now + bakeMs }
    const steps = [{ weight: pointer.weight }]
    return { ...kept, phase, steps, step: 0, stepSince: now, bakeMs }
  }
  // Whoever makes a color live by hand vouches for its release.
  const slots = { ...common.slots, [live]: asVerified(common.slots[live]) }
  const kept = quarantined === undefined || quarantined === live ? {} : { quarantined }
  return { ...common, slots, phase: 'idle', stable: live, ...kept }
}

/** Returns what draws the keys, so that those of the document stay where they are. */
function assignmentOf(pointer: Pointer) {
  const { holdBack = 0 } = pointer
  return { salt: saltOf(pointer), ...(holdBack === 0 ? {} : { holdBack }) }
}

/** Returns the known release of a slot; a new one when the document names another. */
function adoptedRelease(
  color: Color,
  { slots }: Rollout,
  pointer: Pointer,
  revision: number,
  { by }: Cause,
  now: number
): Release {
  const known = slots[color]
  const slot = pointer.slots[color]
  if (isKnown(known, slot)) return known

  return { ...slot, staging: revision, stagedAt: now, stagedBy: by }
}

/** A document without a staging, as people write it by hand, names the release that stands there. */
function isKnown(known: Release, slot: Slot): boolean {
  return isSameSlot(known, slot) || (slot.staging === 0 && isSameEnvironment(known, slot))
}

function causeOf({ pointer, source, note }: ExternalPointer): Cause {
  const reason = `pointer ${pointer.revision} was found in KV`
  if (note === undefined) return { by: 'break-glass', source, reason }
  return { by: note.by, source, reason: `break-glass: ${note.reason} (${reason})` }
}
