import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { other, type Color } from '../../../src/core/routing/color.ts'

/** The reference model of a rollout. */
export interface ModelState {
  readonly live: Color
  readonly stable: Color
  readonly quarantined: Color | null
  /** Whether the release that was live before the last rollout still stands in the other slot. */
  readonly hasPrevious: boolean
  readonly isPaused: boolean
}

export const firstState: ModelState = {
  live: 'blue',
  stable: 'blue',
  quarantined: null,
  hasPrevious: false,
  isPaused: false,
}

/** Returns the state of the reference model after a history entry. */
export function afterEntry(before: ModelState, { action, to }: HistoryEntry): ModelState {
  const { live, stable } = before
  switch (action) {
    case 'switch':
      return { ...before, live: other(live), quarantined: null, hasPrevious: false }
    case 'rollback':
      return { ...before, live: stable, quarantined: live, isPaused: false }
    case 'undo': {
      const back = { live: other(live), stable: other(live), quarantined: live }
      return { ...before, ...back, hasPrevious: false, isPaused: false }
    }
    case 'complete':
    case 'promote':
      return { ...before, stable: live, hasPrevious: true }
    case 'stage':
    case 'apply':
    case 'configure':
      return { ...before, quarantined: null, hasPrevious: false }
    case 'forgive':
      return { ...before, quarantined: null }
    case 'break_glass':
      return { ...before, live: to, stable: to, quarantined: null, hasPrevious: false }
    case 'pause':
      return { ...before, isPaused: true }
    case 'resume':
      return { ...before, isPaused: false }
    case 'seed':
    case 'verify':
    case 'shadow':
    case 'shadow_off':
    case 'alert':
    case 'alert_cleared':
    case 'set_collectors':
      return before
  }
}

/** Whether the reference model allows the action of an entry. */
export function isAllowed(before: ModelState, { action }: HistoryEntry): boolean {
  const isBaking = before.live !== before.stable
  switch (action) {
    case 'rollback':
    case 'complete':
    case 'promote':
      return isBaking
    case 'undo':
      return !isBaking && before.hasPrevious
    case 'switch':
    case 'stage':
    case 'apply':
    case 'configure':
    case 'shadow':
    case 'shadow_off':
      return !isBaking
    case 'forgive':
      return before.quarantined !== null
    case 'pause':
      return !before.isPaused
    case 'resume':
      return before.isPaused
    case 'seed':
    case 'verify':
    case 'break_glass':
    case 'alert':
    case 'alert_cleared':
    case 'set_collectors':
      return true
  }
}
