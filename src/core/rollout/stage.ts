import { ok, refuse, type Result } from '../result.ts'
import { isOnHosts } from '../routing/allowed-hosts.ts'
import { other } from '../routing/color.ts'
import type { Environment } from '../routing/slot.ts'
import type { Stage } from './events.ts'
import { nextRevision } from './next-revision.ts'
import type { Cause, Idle, Release, Rollout, RolloutPolicy } from './state.ts'
import { openWayBack } from './way-back.ts'

/** Why a release cannot be staged. */
export type StageRefusal =
  'rollout_in_progress' | 'slot_taken' | 'label_in_use' | 'host_not_allowed'

/** A release to stage, and the action of the revision. */
export interface Staging {
  readonly action: 'stage' | 'apply' | 'configure'
  readonly environment: Environment
  readonly note?: string | undefined
  /** Whether it may replace a release that is still of use. */
  readonly replace: boolean
  readonly cause: Cause
}

/** Stages a release on an operator's command. */
export function stage(
  rollout: Rollout,
  { environment, note, replace = false, cause }: Stage,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, StageRefusal> {
  if (!isOnHosts(environment.origin, policy.origins)) return refuse('host_not_allowed')
  return stageInIdleSlot(rollout, { action: 'stage', environment, note, replace, cause }, now)
}

/**
 * Puts a release into the slot that is not live. What stands there goes, and with it its quarantine
 * and the way back to it.
 */
export function stageInIdleSlot(
  rollout: Rollout,
  { action, environment, note, replace, cause }: Staging,
  now: number
): Result<Idle, StageRefusal> {
  if (rollout.phase !== 'idle') return refuse('rollout_in_progress')
  if (environment.release === rollout.slots[rollout.stable].release) return refuse('label_in_use')
  if (!replace && isStillOfUse(rollout, now)) return refuse('slot_taken')
  const { quarantined: _, ...next } = nextRevision(rollout, action, cause, now)
  const release: Release = {
    ...environment,
    staging: next.revision,
    unverified: true,
    stagedAt: now,
    stagedBy: cause.by,
    ...(note === undefined ? {} : { note }),
  }
  const slots = { ...rollout.slots, [other(rollout.stable)]: release }
  return ok({ ...next, slots, phase: 'idle' })
}

/**
 * Whether the idle slot holds a release that somebody counts on: the previous one while the way
 * back to it is open, or one that was verified and waits. Those of the first start do not count.
 */
function isStillOfUse(rollout: Idle, now: number): boolean {
  const color = other(rollout.stable)
  const { staging, unverified } = rollout.slots[color]
  if (openWayBack(rollout, now) !== undefined) return true
  const isWaiting = rollout.previous === undefined && rollout.quarantined !== color
  return isWaiting && staging > 0 && unverified !== true
}
