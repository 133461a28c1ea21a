import { parseDurationMs } from '../duration.ts'
import { isPercentage, parsePercentage } from '../percentage.ts'
import type { Switch } from './events.ts'
import type { RolloutPolicy, Shifting, Step } from './state.ts'

/** How a switch goes on after it has begun. */
export interface Plan {
  /** Empty for a switch at once. */
  readonly steps: readonly Step[]
  readonly bakeMs: number
  /** In per cent; 0 for none. */
  readonly holdBack: number
}

/** Highest share of the keys that can be held back, in per cent. */
export const MAX_HOLD_BACK = 50

/** Maximum number of steps. */
const MAX_STEPS = 20

/** Longest step: the longest bake. */
const MAX_STEP_MS = 30 * 86_400_000

/** What a plan must look like, for messages. */
export const STEPS_EXPECTED =
  'expected steps such as "1%:10m,10%:10m,50%": growing shares below 100 %, all but the last with a time'

/** Returns the plan of a switch: what it names, and what is configured for the rest. */
export function planOf(
  { steps, atOnce = false, bakeMs, holdBack }: Switch,
  policy: Pick<RolloutPolicy, 'steps' | 'bakeMs' | 'holdBack'>
): Plan {
  return {
    steps: atOnce ? [] : (steps ?? policy.steps),
    bakeMs: bakeMs ?? policy.bakeMs,
    holdBack: holdBack ?? policy.holdBack,
  }
}

/** Whether a rollout carries out a plan already. */
export function isSamePlan(
  { steps, bakeMs, holdBack = 0 }: Pick<Shifting, 'steps' | 'bakeMs' | 'holdBack'>,
  plan: Plan
): boolean {
  return (
    bakeMs === plan.bakeMs &&
    holdBack === plan.holdBack &&
    steps.length === plan.steps.length &&
    steps.every(({ weight, ms }, index) => {
      const planned = plan.steps[index]
      return weight === planned?.weight && ms === planned.ms
    })
  )
}

/**
 * Whether steps can be carried out: growing weights between 0 and 100 per cent, and a time for each
 * but the last one, which may wait for an operator.
 */
export function areSteps(steps: readonly Step[]): boolean {
  return (
    steps.length <= MAX_STEPS &&
    steps.every(({ weight, ms }, index) => {
      const isTimed = ms !== undefined && ms > 0 && ms <= MAX_STEP_MS
      const isInRange = isPercentage(weight) && weight > 0 && weight < 100
      const isGrowing = weight > (steps[index - 1]?.weight ?? 0)
      return isInRange && isGrowing && (isTimed || (ms === undefined && index === steps.length - 1))
    })
  )
}

/** Parses steps such as `1%:10m,10%:10m,50%`; undefined when they cannot be carried out. */
export function parseSteps(text: string): readonly Step[] | undefined {
  const steps = text.split(',').map((each) => stepIn(each.trim()))
  const known = steps.filter((step) => step !== undefined)
  return known.length === steps.length && areSteps(known) ? known : undefined
}

function stepIn(text: string): Step | undefined {
  const [share = '', time, ...more] = text.split(':')
  const weight = parsePercentage(share)
  if (weight === undefined || more.length > 0) return undefined
  if (time === undefined) return { weight }
  const ms = parseDurationMs(time)
  return ms === undefined ? undefined : { weight, ms }
}
