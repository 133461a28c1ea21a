import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { NonRevisionAction } from '../../../src/core/rollout/history-entry.ts'
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
  /** Whether the release in a slot is verified; undefined where a pointer by hand may have named it. */
  readonly verified: Readonly<Record<Color, boolean | undefined>>
}

export const firstState: ModelState = {
  live: 'blue',
  stable: 'blue',
  quarantined: null,
  hasPrevious: false,
  isPaused: false,
  weight: 0,
  verified: { blue: true, green: true },
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
      return {
        ...withVerified(before, live, true),
        stable: live,
        hasPrevious: true,
        weight: 0,
      }
    case 'promote':
      return weight === undefined
        ? { ...withVerified(before, live, true), stable: live, hasPrevious: true, weight: 0 }
        : atWeight(before, weight)
    case 'stage':
    case 'apply':
    case 'configure':
      return {
        ...withVerified(before, other(live), false),
        quarantined: null,
        hasPrevious: false,
      }
    case 'verify':
      return withVerified(before, other(live), true)
    case 'verification_failed':
      return withVerified(before, other(live), false)
    case 'forgive':
      return { ...before, quarantined: null }
    case 'break_glass':
      return {
        ...withVerified(withVerified(before, to, true), other(to), undefined),
        live: to,
        stable: to,
        quarantined: null,
        hasPrevious: false,
        weight: 0,
      }
    case 'pause':
      return { ...before, isPaused: true }
    case 'resume':
      return { ...before, isPaused: false }
    case 'seed':
    case 'shadow':
    case 'shadow_off':
    case 'alert':
    case 'alert_cleared':
    case 'set_collectors':
    case 'verification_cancelled':
    case 'remove_suite':
    case 'preview':
      return before
  }
}

/** The candidate is live at full weight only. */
function atWeight(before: ModelState, weight = 0): ModelState {
  const { stable } = before
  return { ...before, live: weight === 100 ? other(stable) : stable, weight }
}

function withVerified(
  before: ModelState,
  color: Color,
  isVerified: boolean | undefined
): ModelState {
  return { ...before, verified: { ...before.verified, [color]: isVerified } }
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
    case 'shadow':
    case 'shadow_off':
      return !hasCandidate
    case 'forgive':
      return before.quarantined !== null
    case 'pause':
      return !before.isPaused
    case 'resume':
      return before.isPaused
    case 'verify':
      return !hasCandidate && before.verified[other(before.live)] !== true
    case 'verification_failed':
      return !hasCandidate
    case 'seed':
    case 'break_glass':
    case 'alert':
    case 'alert_cleared':
    case 'set_collectors':
    case 'verification_cancelled':
    case 'remove_suite':
    case 'preview':
      return true
  }
}

/** The revisions that an entry may have after one of `revision`. */
export function revisionsAfter(
  before: ModelState,
  revision: number,
  { action }: HistoryEntry
): readonly number[] {
  if (notes.has(action)) return [revision]
  if (action !== 'verification_failed') return [revision + 1]
  switch (before.verified[other(before.live)]) {
    case true:
      return [revision + 1]
    case false:
      return [revision]
    case undefined:
      return [revision, revision + 1]
  }
}

/** The actions that change no traffic; a failed verification only if the release was verified. */
const notes: ReadonlySet<string> = new Set([
  'alert',
  'alert_cleared',
  'pause',
  'resume',
  'set_collectors',
  'verification_cancelled',
  'remove_suite',
  'preview',
] satisfies NonRevisionAction[])
