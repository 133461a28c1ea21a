import type { Color } from '../routing/color.ts'
import { isSameSlot, type Slot } from '../routing/pointer.ts'
import type { Rollout } from './state.ts'

/** Sets the slots of a deploy and keeps the phase. A quarantine ends when its slot is replaced. */
export function configureSlots(
  rollout: Rollout,
  slots: Readonly<Record<Color, Slot>>,
  now: number
): Rollout {
  const cause = { by: 'deploy', source: 'deploy', reason: 'the configured slots changed' }
  const { quarantined, ...kept } = rollout
  const revision = rollout.revision + 1
  const next = { ...kept, slots, revision, at: now, action: 'configure' as const, cause }
  if (quarantined === undefined) return next
  const isReplaced = !isSameSlot(slots[quarantined], rollout.slots[quarantined])
  return isReplaced ? next : { ...next, quarantined }
}
