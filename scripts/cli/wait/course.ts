import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { other, type Color } from '../../../src/core/routing/color.ts'

/** The rollout that a wait is about. */
export type Pin =
  /** The rollout that the revision belongs to. */
  | { readonly of: number }
  /** The next rollout after the revision. */
  | { readonly after: number }

/** How a rollout ended, and the change that ended it. */
export interface End {
  readonly kind: 'completed' | 'rolled_back' | 'superseded'
  readonly entry: HistoryEntry
}

/** A rollout as the history shows it. */
export interface Course {
  /** The switch that began it; undefined before that. */
  readonly start: HistoryEntry | undefined
  /** Undefined while it is under way. */
  readonly end: End | undefined
  /** The changes from its first to its last one, oldest first. */
  readonly changes: readonly HistoryEntry[]
}

/** Actions that put another release into the slot that waits for its switch. */
const stagings: ReadonlySet<string> = new Set(['stage', 'apply', 'configure'])

/** Actions that only end or overrule a rollout. */
const ends: ReadonlySet<string> = new Set(['complete', 'promote', 'rollback', 'undo'])

/** Whether a change ends a rollout. A promotion to the next step, or to the bake, does not. */
function isEnd({ action, weight }: HistoryEntry): boolean {
  return ends.has(action) && weight === undefined
}

/** Whether a change gives the candidate of a rollout in progress another share. */
function isStep({ action, weight }: HistoryEntry): boolean {
  return action === 'step' || (action === 'promote' && weight !== undefined)
}

/** Returns the color that a switch puts on trial, which is not live before the last step. */
export function candidateOf({ to, releases }: HistoryEntry): Color {
  return releases?.about?.color ?? to
}

/** Returns the course of the pinned rollout. `entries` are the history, newest first. */
export function courseOf(entries: readonly HistoryEntry[], pin: Pin): Course {
  const changes = changesIn(entries)
  if ('after' in pin) return courseFrom(changes, changes.findIndex(isAfter(pin.after)), false)
  const at = changes.findIndex(({ revision }) => revision === pin.of)
  const pinned = changes[at]
  if (pinned === undefined) return withoutPinned(changes, pin.of)
  if (isStep(pinned)) {
    const from = changes.findLastIndex(({ action }, index) => index < at && action === 'switch')
    return courseFrom(changes, from === -1 ? at : from, false)
  }
  if (isEnd(pinned)) {
    const switched = lastSwitch(changes.slice(0, at))
    const from = switched === undefined ? at : changes.indexOf(switched)
    return { start: switched, end: endBy(pinned), changes: changes.slice(from, at + 1) }
  }
  if (pinned.action === 'switch') return courseFrom(changes, at, false)
  const next = courseFrom(changes, at + 1, stagings.has(pinned.action))
  return { ...next, changes: [pinned, ...next.changes] }
}

/** Returns the newest switch of the history. */
export function lastSwitch(changes: readonly HistoryEntry[]): HistoryEntry | undefined {
  return changes.findLast(({ action }) => action === 'switch')
}

/**
 * Returns the entries that made a revision, oldest first. The first entry of a revision made it;
 * later ones of the same revision changed no traffic.
 */
export function changesIn(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const oldestFirst = entries.toReversed()
  return oldestFirst.filter(({ revision }, index) => {
    const before = oldestFirst[index - 1]
    return before === undefined || before.revision < revision
  })
}

/**
 * Returns the course of the rollout that begins with the first switch from `from` on. When
 * `isStaged`, another staging before the switch replaces the release that was waited for.
 */
function courseFrom(changes: readonly HistoryEntry[], from: number, isStaged: boolean): Course {
  const seen: HistoryEntry[] = []
  let start: HistoryEntry | undefined
  for (const entry of from === -1 ? [] : changes.slice(from)) {
    seen.push(entry)
    const end = start === undefined ? endBeforeSwitch(entry, isStaged) : endAfter(start, entry)
    if (end !== undefined) return { start, end, changes: seen }
    if (entry.action === 'switch') start ??= entry
  }
  return { start, end: undefined, changes: seen }
}

function endBeforeSwitch(entry: HistoryEntry, isStaged: boolean): End | undefined {
  if (entry.action === 'break_glass') return { kind: 'superseded', entry }
  if (entry.action === 'undo') return { kind: 'rolled_back', entry }
  return isStaged && stagings.has(entry.action) ? { kind: 'superseded', entry } : undefined
}

/** A pointer that was written by hand rolls back when it goes to the color that was left. */
function endAfter(start: HistoryEntry, entry: HistoryEntry): End | undefined {
  if (entry.action === 'switch') return { kind: 'superseded', entry }
  if (entry.action !== 'break_glass') return isEnd(entry) ? endBy(entry) : undefined
  const isBack = entry.weight === undefined && entry.to === other(candidateOf(start))
  return { kind: isBack ? 'rolled_back' : 'superseded', entry }
}

function endBy(entry: HistoryEntry): End {
  const isCompleted = entry.action === 'complete' || entry.action === 'promote'
  return { kind: isCompleted ? 'completed' : 'rolled_back', entry }
}

/** The history may be older than the revision, or lack it, because a higher one was written by hand. */
function withoutPinned(changes: readonly HistoryEntry[], revision: number): Course {
  const entry = changes.find(isAfter(revision))
  const end = entry === undefined ? undefined : ({ kind: 'superseded', entry } as const)
  return { start: undefined, end, changes: entry === undefined ? [] : [entry] }
}

function isAfter(revision: number): (entry: HistoryEntry) => boolean {
  return (entry) => entry.revision > revision
}
