import type { HistoryEntry } from '../../../src/control-plane/admin/answers.ts'
import { other, type Color } from '../../../src/core/routing/color.ts'

/** The reference model of a rollout: its live and its stable color. */
export interface ModelState {
  readonly live: Color
  readonly stable: Color
}

/** Returns the state of the reference model after a history entry. */
export function afterEntry(before: ModelState, { action, to }: HistoryEntry): ModelState {
  switch (action) {
    case 'switch':
      return { ...before, live: other(before.live) }
    case 'rollback':
      return { ...before, live: before.stable }
    case 'complete':
      return { ...before, stable: before.live }
    case 'break_glass':
      return { live: to, stable: to }
    case 'seed':
    case 'alert':
    case 'alert_cleared':
    case 'configure':
    case 'set_collectors':
      return before
  }
}
