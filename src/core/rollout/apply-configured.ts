import { refuse, type Result } from '../result.ts'
import { colors, other, type Color } from '../routing/color.ts'
import { isSameEnvironment, type Environment } from '../routing/slot.ts'
import type { Apply } from './events.ts'
import { stageInIdleSlot, type StageRefusal } from './stage.ts'
import type { Releases, Rollout, RolloutPolicy } from './state.ts'

/** A configured environment that stands in no slot. */
export interface ConfiguredDifference {
  readonly color: Color
  readonly configured: Environment
}

/** Returns the configured environments that stand in no slot. */
export function configuredDifferences(
  slots: Releases,
  configured: RolloutPolicy['configured']
): readonly ConfiguredDifference[] {
  return colors
    .filter((color) => !colors.some((at) => isSameEnvironment(slots[at], configured[color])))
    .map((color) => ({ color, configured: configured[color] }))
}

/**
 * Returns the colors whose environment was changed by a deploy and not followed: those of earlier
 * deploys and of this one, while their environment stands in no slot.
 */
export function unfollowedColors(
  before: readonly Color[],
  changed: readonly Color[],
  differences: readonly ConfiguredDifference[]
): readonly Color[] {
  return colors.filter(
    (color) =>
      (before.includes(color) || changed.includes(color)) &&
      differences.some((difference) => difference.color === color)
  )
}

/**
 * Stages the configured release that stands in no slot: that of the idle color first, else that of
 * the live color, whose own slot is never touched.
 */
export function applyConfigured(
  rollout: Rollout,
  { replace = false, cause }: Apply,
  now: number,
  { configured }: RolloutPolicy
): Result<Rollout, StageRefusal | 'nothing_to_apply'> {
  const differences = configuredDifferences(rollout.slots, configured)
  const idle = other(rollout.stable)
  const chosen = differences.find(({ color }) => color === idle) ?? differences[0]
  if (chosen === undefined) return refuse('nothing_to_apply')
  const environment = chosen.configured
  return stageInIdleSlot(rollout, { action: 'apply', environment, replace, cause }, now)
}

/**
 * Stages the environment that a deploy changed for the idle color. Both slots of a rollout in
 * progress, the live slot and a release that is still of use stay as they are: the status shows the
 * difference.
 */
export function followConfigured(
  rollout: Rollout,
  changed: Readonly<Partial<Record<Color, Environment>>>,
  now: number
): Rollout {
  const environment = changed[other(rollout.stable)]
  if (environment === undefined) return rollout
  if (colors.some((color) => isSameEnvironment(rollout.slots[color], environment))) return rollout
  const cause = { by: 'deploy', source: 'deploy', reason: `${environment.release} is configured` }
  const staging = { action: 'configure', environment, replace: false, cause } as const
  const decided = stageInIdleSlot(rollout, staging, now)
  return decided.ok ? decided.value : rollout
}
