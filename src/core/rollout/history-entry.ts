import type { Color } from '../routing/color.ts'
import { liveOf } from '../routing/pointer.ts'
import { pointerOf } from './pointer-view.ts'
import type { Action, Cause, Rollout } from './state.ts'

/** What happened beside the rollout: it is in the history, and it makes no revision. */
export type ActionBeside = 'alert' | 'alert_cleared' | 'set_collectors'

/** One line of the history. Plain data, made to be stored. */
export interface HistoryEntry {
  /** The revision that was made, or that was in force. */
  readonly revision: number
  readonly at: number
  readonly action: Action | ActionBeside
  /** The live color before and after. */
  readonly from: Color
  readonly to: Color
  readonly cause: Cause
  /** Collectors per region, in an entry that set them. */
  readonly collectors?: number
}

/** The entry for a revision; `before` is the rollout that it replaced, undefined for the first. */
export function entryOfRevision(rollout: Rollout, before: Rollout | undefined): HistoryEntry {
  const { revision, at, action, cause } = rollout
  const to = liveOf(pointerOf(rollout))
  const from = before === undefined ? to : liveOf(pointerOf(before))
  return { revision, at, action, from, to, cause }
}

/** The entry for something that changed no traffic. */
export function entryBeside(
  rollout: Rollout,
  action: ActionBeside,
  cause: Cause,
  now: number
): HistoryEntry {
  const live = liveOf(pointerOf(rollout))
  return { revision: rollout.revision, at: now, action, from: live, to: live, cause }
}
