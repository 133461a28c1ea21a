import { colors, type Color } from '../routing/color.ts'
import { liveOf } from '../routing/pointer.ts'
import type { AlertCode } from './alert-codes.ts'
import { pointerOf } from './pointer-view.ts'
import type { Action, Cause, Rollout } from './state.ts'

/** An action that changes no traffic: it is in the history and makes no revision. */
export type NonRevisionAction =
  | 'alert'
  | 'alert_cleared'
  | 'pause'
  | 'resume'
  | 'set_collectors'
  | 'verification_failed'
  | 'verification_cancelled'
  | 'remove_suite'
  | 'preview'

/** A release as the history names it: color and staging are its identity. */
export interface NamedRelease {
  readonly color: Color
  readonly release: string
  readonly staging: number
}

/** The releases of an entry. */
export interface EntryReleases {
  /** The live release before and after. */
  readonly from: NamedRelease
  readonly to: NamedRelease
  /**
   * The release that was staged, verified, shadowed, called in a preview or forgiven, or whose share
   * of the traffic changed.
   */
  readonly about?: NamedRelease
}

/** An action that changes no traffic, before it has its entry. */
export interface Note {
  readonly action: NonRevisionAction
  readonly cause: Cause
  /** The release that it is about, when it is about one. */
  readonly about?: NamedRelease
  /** Collectors per region, of `set_collectors`. */
  readonly collectors?: number
}

/** One line of the history, as it is stored. */
export interface HistoryEntry {
  /** The revision that the action made; for an action that makes none, the one in force. */
  readonly revision: number
  readonly at: number
  readonly action: Action | NonRevisionAction
  /** The live color before and after. */
  readonly from: Color
  readonly to: Color
  /** Absent in the entries of older versions; `withReleases` adds them. */
  readonly releases?: EntryReleases
  /**
   * Share of the keys on the candidate in per cent, while one is on trial. Absent in the entries of
   * older versions.
   */
  readonly weight?: number
  readonly cause: Cause
  /** Collectors per region, in a `set_collectors` entry. */
  readonly collectors?: number
  /** The alert that was raised or cleared. Absent in the entries of older versions. */
  readonly alert?: AlertCode
  /**
   * The version of the router's code that wrote the entry. Absent where the platform names none, and
   * in the entries of older versions.
   */
  readonly version?: { readonly id: string; readonly tag: string }
}

/**
 * Returns the entry of a revision; `before` is the rollout it replaced, undefined for the first.
 */
export function entryOfRevision(rollout: Rollout, before: Rollout | undefined): HistoryEntry {
  const { revision, at, action, cause } = rollout
  const releases = releasesOf(rollout, before)
  const [from, to] = [releases.from.color, releases.to.color]
  const share = rollout.phase === 'idle' ? {} : { weight: pointerOf(rollout).weight }
  return { revision, at, action, from, to, releases, ...share, cause }
}

/** Returns the entry of an action that changed no traffic. */
export function entryWithoutRevision(
  rollout: Rollout,
  { about, ...action }: Note,
  now: number
): HistoryEntry {
  const releases = { ...inForce(rollout), ...(about && { about }) }
  const live = releases.to.color
  return { revision: rollout.revision, at: now, from: live, to: live, releases, ...action }
}

/**
 * Returns an entry of an older version with its releases. `rolloutAt` returns the newest rollout up
 * to a revision, undefined when there is none.
 */
export function withReleases(
  entry: HistoryEntry,
  rolloutAt: (revision: number) => Rollout | undefined
): HistoryEntry {
  if (entry.releases !== undefined) return entry
  const rollout = rolloutAt(entry.revision)
  if (rollout === undefined) return entry
  const isRevision = rollout.revision === entry.revision && rollout.action === entry.action
  const releases = isRevision
    ? releasesOf(rollout, rolloutAt(entry.revision - 1))
    : inForce(rollout)
  return { ...entry, releases }
}

function inForce(rollout: Rollout): EntryReleases {
  const live = named(rollout, liveOf(pointerOf(rollout)))
  return { from: live, to: live }
}

function releasesOf(rollout: Rollout, before: Rollout = rollout): EntryReleases {
  const from = inForce(before).to
  const { to } = inForce(rollout)
  const about = colorAbout(rollout, before)
  return about === undefined ? { from, to } : { from, to, about: named(rollout, about) }
}

/** The actions that change the release in a slot, or its verification. */
const slotActions: ReadonlySet<Action> = new Set([
  'stage',
  'apply',
  'configure',
  'verify',
  'verification_failed',
])

/** Returns the color whose release was staged, verified, forgiven or shadowed, or got another share. */
function colorAbout(rollout: Rollout, before: Rollout): Color | undefined {
  if (rollout.action === 'forgive') return before.quarantined
  if (rollout.action === 'shadow') return shadowColorOf(rollout)
  if (rollout.action === 'shadow_off') return shadowColorOf(before)
  if (!slotActions.has(rollout.action)) return shiftedColor(rollout, before)
  return colors.find((color) => {
    const [one, another] = [before.slots[color], rollout.slots[color]]
    return one.staging !== another.staging || one.unverified !== another.unverified
  })
}

/** Returns the color that takes a share now, or took one until a rollback. */
function shiftedColor(rollout: Rollout, before: Rollout): Color | undefined {
  if (rollout.phase === 'shifting') return rollout.candidate
  const isBack = rollout.action === 'rollback' && before.phase === 'shifting'
  return isBack ? before.candidate : undefined
}

function shadowColorOf(rollout: Rollout): Color | undefined {
  return rollout.phase === 'idle' ? rollout.shadow?.color : undefined
}

function named({ slots }: Rollout, color: Color): NamedRelease {
  const { release, staging } = slots[color]
  return { color, release, staging }
}
