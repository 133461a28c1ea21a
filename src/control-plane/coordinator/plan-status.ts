import type { Verdict } from '../../core/detector/verdict.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Rollout, RolloutPolicy, Shifting, Step } from '../../core/rollout/state.ts'
import { stepEndsAt } from '../../core/rollout/step.ts'
import type { Status } from '../admin/answers.ts'
import { iso } from './iso-time.ts'

type Plan = NonNullable<Status['plan']>

/** What is known besides the steps, as of a time. */
export interface PlanFacts {
  readonly policy: Pick<RolloutPolicy, 'isPaused' | 'isFrozen'>
  /** The verdict on the candidate. */
  readonly verdict: Verdict | undefined
  readonly now: number
}

/** Returns the steps of a rollout in the form of the admin route; null when there are none. */
export function planShown(rollout: Rollout, facts: PlanFacts): Plan | null {
  if (rollout.phase !== 'shifting') return null
  const { steps, step, stepSince, bakeMs } = rollout
  const endsAt = stepEndsAt(rollout)
  return {
    steps: stepsShown(steps),
    step,
    since: iso(stepSince),
    endsAt: endsAt === undefined ? null : iso(endsAt),
    bakeSeconds: bakeMs / 1000,
    waitsFor: waitsFor(rollout, facts),
    goodCallsNeeded: goodCallsNeeded(facts.verdict),
  }
}

/** Returns what a switch does that names neither steps nor a bake. */
export function switchPlanShown({
  steps,
  holdBack,
  bakeMs,
}: Pick<Model, 'steps' | 'holdBack' | 'bakeMs'>): NonNullable<Status['switchPlan']> {
  return { steps: stepsShown(steps), holdBack, bakeSeconds: bakeMs / 1000 }
}

function stepsShown(steps: readonly Step[]): Plan['steps'] {
  return steps.map(({ weight, ms }) => ({ weight, seconds: ms === undefined ? null : ms / 1000 }))
}

/** Returns what must come before the next step. */
function waitsFor(rollout: Shifting, { policy, now }: PlanFacts): Plan['waitsFor'] {
  if (policy.isPaused) return 'resume'
  const endsAt = stepEndsAt(rollout)
  if (endsAt === undefined) return 'promote'
  if (policy.isFrozen) return 'freeze_end'
  return now < endsAt ? 'time' : 'healthy_verdict'
}

function goodCallsNeeded(verdict: Verdict | undefined): number | null {
  if (verdict?.kind !== 'undecided' || verdict.samplesNeeded === 0) return null
  return verdict.samplesNeeded
}
