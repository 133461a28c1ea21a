import { nextRevision } from './next-revision.ts'
import type { Baking, Cause, Shifting } from './state.ts'

/** Returns the time at which the present step is over; undefined when only an operator ends it. */
export function stepEndsAt({ steps, step, stepSince }: Shifting): number | undefined {
  const ms = steps[step]?.ms
  return ms === undefined ? undefined : stepSince + ms
}

/** Returns the rollout at its next step, or in its bake after the last one. */
export function atNextStep(
  rollout: Shifting,
  action: 'step' | 'promote',
  cause: Cause,
  now: number
): Shifting | Baking {
  const { candidate, salt, steps, step, bakeMs, holdBack } = rollout
  if (step + 1 >= steps.length) return atFullWeight(rollout, action, cause, now)
  const next = nextRevision(rollout, action, cause, now)
  const kept = { candidate, salt, bakeMs, ...(holdBack === undefined ? {} : { holdBack }) }
  return { ...next, ...kept, phase: 'shifting', steps, step: step + 1, stepSince: now }
}

/** Returns the rollout in its bake, whatever steps are left. */
export function atFullWeight(
  rollout: Shifting,
  action: 'step' | 'promote',
  cause: Cause,
  now: number
): Baking {
  const { candidate, salt, bakeMs, holdBack } = rollout
  const next = nextRevision(rollout, action, cause, now)
  const kept = { candidate, salt, ...(holdBack === undefined ? {} : { holdBack }) }
  return { ...next, ...kept, phase: 'baking', liveSince: now, bakeEndsAt: now + bakeMs }
}
