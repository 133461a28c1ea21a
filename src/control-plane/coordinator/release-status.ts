import { configuredDifferences } from '../../core/rollout/apply-configured.ts'
import type { Pause } from '../../core/rollout/pause.ts'
import type { Release, Rollout, RolloutPolicy } from '../../core/rollout/state.ts'
import { openWayBack } from '../../core/rollout/way-back.ts'
import type { VerificationRun } from '../../core/verification/verification-run.ts'
import type { Status } from '../admin/answers.ts'
import { verificationOfSlot } from '../verification/verification-shown.ts'
import type { LastRuns } from '../verification/verification-store.ts'
import { iso } from './iso-time.ts'

/** Returns the releases in both slots in the form of the admin route. */
export function slotsShown({ slots }: Rollout, lastRuns: LastRuns): Status['slots'] {
  return {
    blue: slotShown(slots.blue, lastRuns.blue),
    green: slotShown(slots.green, lastRuns.green),
  }
}

function slotShown(slot: Release, lastRun: VerificationRun | undefined): Status['slots']['blue'] {
  const { origin, release, staging, stagedAt, stagedBy, note = null, headers } = slot
  const verified = slot.unverified !== true
  const verification = verificationOfSlot(slot, lastRun)
  const staged = { staging, stagedAt: iso(stagedAt), stagedBy, note, verified, verification }
  return { origin, release, ...staged, ...(headers && { headers }) }
}

/** Returns the release that a rollback goes back to after a rollout; null when there is none. */
export function wayBackShown(rollout: Rollout, now: number): Status['wayBack'] {
  const previous = openWayBack(rollout, now)
  if (previous === undefined) return null
  const { color, until } = previous
  return { color, release: rollout.slots[color].release, until: iso(until) }
}

export function pauseShown(paused: Pause | undefined): Status['paused'] {
  return paused === undefined ? null : { ...paused, at: iso(paused.at) }
}

/** The end of a freeze that never ends. */
const NEVER = '9999-12-31T23:59:59.999Z'

export function frozenShown(until: number | undefined): Status['frozenUntil'] {
  if (until === undefined) return null
  return until === Infinity ? NEVER : iso(until)
}

/** Returns the configured releases that stand in no slot, by color. */
export function configuredShown(
  { slots }: Rollout,
  { configured }: RolloutPolicy
): Status['configured'] {
  return configuredDifferences(slots, configured).map(
    ({ color, configured: { origin, release } }) => ({
      color,
      origin,
      release,
    })
  )
}
