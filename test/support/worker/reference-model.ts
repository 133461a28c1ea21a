import type { HistoryEntry } from '../../../src/control-plane/admin/answers.ts'
import { other, type Color } from '../../../src/core/routing/color.ts'

/** A rollout as simple as it can be told: which color is live, and which is stable. */
export interface ModelState {
  readonly live: Color
  readonly stable: Color
}

/** The plain rollout after what an entry of the history says was done. */
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
