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
  /** Share of the candidate in per cent; 0 when none is on trial. */
  readonly weight: number
}

export const firstState: ModelState = {
  live: 'blue',
  stable: 'blue',
  quarantined: null,
  hasPrevious: false,
  isPaused: false,
  weight: 0,
}

/** Returns the state of the reference model after a history entry. */
export function afterEntry(before: ModelState, { action, to, weight }: HistoryEntry): ModelState {
  const { live, stable } = before
  switch (action) {
    case 'switch':
      return { ...atWeight(before, weight), quarantined: null, hasPrevious: false }
    case 'step':
      return atWeight(before, weight)
    case 'rollback': {
      const back = { live: stable, quarantined: other(stable), weight: 0 }
      return { ...before, ...back, isPaused: false }
    }
    case 'undo': {
      const back = { live: other(live), stable: other(live), quarantined: live }
      return { ...before, ...back, hasPrevious: false, isPaused: false }
    }
    case 'complete':
      return { ...before, stable: live, hasPrevious: true, weight: 0 }
    case 'promote':
      return weight === undefined
        ? { ...before, stable: live, hasPrevious: true, weight: 0 }
        : atWeight(before, weight)
    case 'stage':
    case 'apply':
    case 'configure':
      return { ...before, quarantined: null, hasPrevious: false }
    case 'forgive':
      return { ...before, quarantined: null }
    case 'break_glass':
      return { ...before, live: to, stable: to, quarantined: null, hasPrevious: false, weight: 0 }
    case 'pause':
      return { ...before, isPaused: true }
    case 'resume':
      return { ...before, isPaused: false }
    case 'seed':
    case 'verify':
    case 'alert':
    case 'alert_cleared':
    case 'set_collectors':
      return before
  }
}

/** The candidate is live at full weight only. */
function atWeight(before: ModelState, weight = 0): ModelState {
  const { stable } = before
  return { ...before, live: weight === 100 ? other(stable) : stable, weight }
}

/** Whether the reference model allows the action of an entry. */
export function isAllowed(before: ModelState, { action, weight }: HistoryEntry): boolean {
  const hasCandidate = before.weight > 0
  switch (action) {
    case 'rollback':
      return hasCandidate
    case 'complete':
      return before.weight === 100
    case 'step':
      return hasCandidate && (weight ?? 0) > before.weight
    case 'promote':
      return weight === undefined ? before.weight === 100 : hasCandidate && weight > before.weight
    case 'undo':
      return !hasCandidate && before.hasPrevious
    case 'switch':
    case 'stage':
    case 'apply':
    case 'configure':
      return !hasCandidate
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
