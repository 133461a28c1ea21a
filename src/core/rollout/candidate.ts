import type { Color } from '../routing/color.ts'
import type { Rollout } from './state.ts'

/** Returns the color on trial; undefined when there is none. */
export function candidateOf(rollout: Rollout): Color | undefined {
  return rollout.phase === 'idle' ? undefined : rollout.candidate
}

/** Returns the color that verdicts are about: the candidate, or stable when none is on trial. */
export function judgedOf(rollout: Rollout): Color {
  return candidateOf(rollout) ?? rollout.stable
}

/** Whether a color takes new traffic, all of it or a share. */
export function takesTraffic(rollout: Rollout, color: Color): boolean {
  if (rollout.phase === 'idle') return color === rollout.stable
  if (color === rollout.candidate) return true
  return rollout.phase === 'shifting' || rollout.holdBack !== undefined
}
