import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { changesIn, courseOf, lastSwitch, type Course, type Pin } from './course.ts'

/** What is waited for. */
export type Goal =
  /** The candidate is stable. */
  | { readonly kind: 'completed' }
  /** The candidate takes all calls, on every isolate that reports. */
  | { readonly kind: 'baking' }
  /** An operator has paused the rollout. */
  | { readonly kind: 'paused' }
  /** The candidate takes this share of the keys in per cent, or more, on every isolate. */
  | { readonly kind: 'weight'; readonly weight: number }
  /** A release of this label is live. */
  | { readonly kind: 'live'; readonly release: string }

/** How far a wait is. */
export type Progress =
  | { readonly kind: 'under_way' }
  | { readonly kind: 'reached' }
  | { readonly kind: 'rolled_back' | 'superseded'; readonly by: HistoryEntry }

/**
 * Returns the rollout that a wait is about when no revision is given: the newest one, or the next
 * one when a release must become live and no rollout is in progress.
 */
export function defaultPin(status: Status, entries: readonly HistoryEntry[], goal: Goal): Pin {
  const { revision, phase } = status
  const newest = lastSwitch(changesIn(entries))
  const isNext = newest === undefined || (goal.kind === 'live' && phase === 'idle')
  return isNext ? { after: revision } : { of: newest.revision }
}

/**
 * Returns how far a wait is, by the status and the history. The first end of the pinned rollout
 * decides, so that the result does not depend on the time of the look.
 */
export function progressOf(
  goal: Goal,
  pin: Pin,
  status: Status,
  entries: readonly HistoryEntry[]
): Progress {
  const course = courseOf(entries, pin)
  if (goal.kind === 'live') return liveProgress(goal.release, course, status, entries)
  const { end } = course
  switch (end?.kind) {
    case undefined:
      return { kind: isReached(goal, course, status) ? 'reached' : 'under_way' }
    case 'completed':
      // A rollout that has ended is never paused.
      return goal.kind === 'paused' ? { kind: 'superseded', by: end.entry } : { kind: 'reached' }
    case 'rolled_back':
    case 'superseded':
      return { kind: end.kind, by: end.entry }
  }
}

function isReached(
  goal: Exclude<Goal, { kind: 'live' }>,
  { start }: Course,
  status: Status
): boolean {
  if (goal.kind === 'paused') return status.paused !== null
  if (goal.kind === 'completed' || start === undefined || status.phase === 'idle') return false
  if (status.weight < (goal.kind === 'weight' ? goal.weight : 100)) return false
  const { reporting, following } = status.isolates
  return status.revision >= start.revision && following === reporting
}

/** A release that was live for a moment only, and was rolled back, is not what was waited for. */
function liveProgress(
  release: string,
  { end }: Course,
  { live, slots }: Status,
  entries: readonly HistoryEntry[]
): Progress {
  if (slots[live].release === release) return { kind: 'reached' }
  if (end === undefined) return { kind: 'under_way' }
  if (end.kind !== 'completed') return { kind: end.kind, by: end.entry }
  const undone = changesIn(entries).find(
    ({ revision, action }) => revision > end.entry.revision && action === 'undo'
  )
  return undone === undefined ? { kind: 'under_way' } : { kind: 'rolled_back', by: undone }
}
