import type { ReportingSettings } from '../reporting/reporting-settings.ts'
import type { Pointer } from '../routing/pointer.ts'
import { shadowShareOf } from '../routing/shadow-share.ts'
import type { Slot } from '../routing/slot.ts'
import type { Baking, Release, Rollout, Shifting } from './state.ts'

/** Returns the pointer of a rollout, with the operator's reporting settings if there are any. */
export function pointerOf(rollout: Rollout, reporting?: ReportingSettings): Pointer {
  const { revision, slots, stable, quarantined } = rollout
  const common = {
    revision,
    slots: { blue: slotOf(slots.blue), green: slotOf(slots.green) },
    stable,
    ...(quarantined === undefined ? {} : { quarantined }),
    ...(reporting === undefined ? {} : { reporting }),
  }
  if (rollout.phase === 'idle') {
    const { shadow } = rollout
    if (shadow === undefined) return { ...common, weight: 0 }
    return { ...common, weight: 0, shadow: shadowShareOf(shadow) }
  }
  return { ...common, candidate: rollout.candidate, ...assignmentOf(rollout) }
}

/** Returns what assigns keys to colors. A bake without a hold-back draws none. */
function assignmentOf(rollout: Shifting | Baking): Pick<Pointer, 'weight' | 'salt' | 'holdBack'> {
  const { salt, holdBack } = rollout
  const held = holdBack === undefined ? {} : { holdBack }
  if (rollout.phase === 'shifting') return { weight: weightOf(rollout), salt, ...held }
  return holdBack === undefined ? { weight: 100 } : { weight: 100, salt, ...held }
}

function weightOf({ steps, step }: Shifting): number {
  return steps[step]?.weight ?? 0
}

/** Leaves out who staged a release and when, which isolates do not need. */
function slotOf({ stagedAt: _at, stagedBy: _by, note: _note, ...slot }: Release): Slot {
  return slot
}
