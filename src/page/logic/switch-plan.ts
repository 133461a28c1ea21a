import type { Step } from '../../core/rollout/state.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { weightOf } from './number-words.ts'
import { lengthOf } from '../../core/time-span.ts'

/** Choices of a dialog that change what a command does. */
export interface Choices {
  /** Promote: go to all traffic at once. Switch: without steps. */
  readonly isAtOnce?: boolean
  /** Switch: steps other than the configured ones. */
  readonly steps?: readonly Step[] | undefined
}

/** Returns the shares that a switch goes through, by the choices or by the configured steps. */
export function switchPlanText(
  { switchPlan }: ModelStatus,
  { isAtOnce = false, steps }: Choices
): string {
  if (isAtOnce) return allAtOnce(switchPlan)
  const [first, ...more] = steps ?? stepsOf(switchPlan)
  if (first === undefined) {
    if (switchPlan !== undefined) return allAtOnce(switchPlan)
    return 'to the share of the first configured step, or to 100 % when the model has no steps'
  }
  const length = first.ms === undefined ? 'until somebody promotes' : `for ${lengthOf(first.ms)}`
  const then = [...more.map(({ weight }) => weightOf(weight)), '100 %'].join(', then ')
  return `to ${weightOf(first.weight)} of the keys ${length}, then ${then}`
}

function allAtOnce(plan: ModelStatus['switchPlan']): string {
  const kept = plan?.holdBack ?? 0
  const length = plan === undefined ? '' : ` of ${lengthOf(plan.bakeSeconds * 1000)}`
  return `to ${weightOf(100 - kept)} of the keys at once, and its bake${length} begins`
}

function stepsOf(plan: ModelStatus['switchPlan']): readonly Step[] {
  return (plan?.steps ?? []).map(({ weight, seconds }) =>
    seconds === null ? { weight } : { weight, ms: seconds * 1000 }
  )
}
