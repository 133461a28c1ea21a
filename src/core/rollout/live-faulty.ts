import type { Action, Rollout, RolloutPolicy } from './state.ts'
import { openWayBack } from './way-back.ts'

const endingAlerts = {
  seed: true,
  switch: true,
  step: false,
  promote: true,
  complete: true,
  rollback: true,
  undo: true,
  break_glass: true,
  stage: false,
  apply: false,
  configure: false,
  verify: false,
  shadow: false,
  shadow_off: false,
  verification_failed: false,
  forgive: false,
} as const satisfies Readonly<Record<Action, boolean>>

/**
 * Whether a revision ends the alert that the live color is faulty: those do that change the live
 * color or its role.
 */
export function endsLiveFaulty({ action, phase }: Pick<Rollout, 'action' | 'phase'>): boolean {
  // To the next step only, where the same color stays on trial.
  if (action === 'promote' && phase === 'shifting') return false
  return endingAlerts[action]
}

/** Returns why traffic stays on a faulty live color, for people. */
export function liveFaultyMessage(
  rollout: Rollout,
  now: number,
  { autoRollback }: Pick<RolloutPolicy, 'autoRollback'>
): string {
  const { stable } = rollout
  if (rollout.phase === 'idle') {
    const previous = openWayBack(rollout, now)
    return previous === undefined
      ? `${stable} is faulty; no candidate is on trial, so there is nothing to roll back`
      : `${stable} is faulty; its rollout is over, so only an operator can roll back to ${previous.color}`
  }
  const { candidate } = rollout
  if (!autoRollback) {
    return `${candidate} is faulty, and the automatic rollback is off: only an operator can roll back to ${stable}`
  }
  const stays = rollout.phase === 'baking' ? 'traffic stays on' : 'its share stays on'
  return `${candidate} is faulty, but ${stable} is no better, so ${stays} ${candidate}`
}
