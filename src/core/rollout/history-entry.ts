import type { Color } from '../routing/color.ts'
import { liveOf } from '../routing/pointer.ts'
import { pointerOf } from './pointer-view.ts'
import type { Action, Cause, Rollout } from './state.ts'

/** An action that changes no traffic: it is in the history and makes no revision. */
export type NonRevisionAction = 'alert' | 'alert_cleared' | 'pause' | 'resume' | 'set_collectors'

/** One line of the history, as it is stored. */
export interface HistoryEntry {
  /** The revision that the action made; for an action that makes none, the one in force. */
  readonly revision: number
  readonly at: number
  readonly action: Action | NonRevisionAction
  /** The live color before and after. */
  readonly from: Color
  readonly to: Color
  readonly cause: Cause
  /** Collectors per region, in a `set_collectors` entry. */
  readonly collectors?: number
}

/**
 * Returns the entry of a revision; `before` is the rollout it replaced, undefined for the first.
 */
export function entryOfRevision(rollout: Rollout, before: Rollout | undefined): HistoryEntry {
  const { revision, at, action, cause } = rollout
  const to = liveOf(pointerOf(rollout))
  const from = before === undefined ? to : liveOf(pointerOf(before))
  return { revision, at, action, from, to, cause }
}

/** Returns the entry of an action that changed no traffic. */
export function entryWithoutRevision(
  rollout: Rollout,
  action: NonRevisionAction,
  cause: Cause,
  now: number
): HistoryEntry {
  const live = liveOf(pointerOf(rollout))
  return { revision: rollout.revision, at: now, action, from: live, to: live, cause }
}
