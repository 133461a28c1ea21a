import type { ModelStatus } from '../data/shapes.ts'
import { heldBecause, otherColorOf } from './rollout-situation.ts'
import { clockOf, lengthOf } from '../../core/time-span.ts'
import { countOf, weightOf } from './number-words.ts'

/** A rung of the ladder of a rollout. */
export interface Rung {
  readonly label: string
  /** Its length, or how far it has come. */
  readonly text: string
  readonly state: 'done' | 'current' | 'next'
  /** Part that is over, between 0 and 1; undefined where no time ends it. */
  readonly progress?: number | undefined
}

/** Returns the rungs of a rollout: its steps, all traffic, and the end of the bake. */
export function ladderOf(status: ModelStatus, now: number): readonly Rung[] {
  if (status.plan !== null) return shiftingLadder(status.plan, now)
  return status.bake === null ? [] : bakingLadder(status, status.bake, now)
}

function shiftingLadder(plan: NonNullable<ModelStatus['plan']>, now: number): readonly Rung[] {
  const steps = plan.steps.map(({ weight, seconds }, index): Rung => {
    const label = weightOf(weight)
    if (index < plan.step) return { label, text: 'done', state: 'done' }
    const length = seconds === null ? undefined : seconds * 1000
    if (index > plan.step) {
      return {
        label,
        text: length === undefined ? 'until Promote' : lengthOf(length),
        state: 'next',
      }
    }
    return { label, state: 'current', ...progressOf(now - Date.parse(plan.since), length) }
  })
  const bake = lengthOf(plan.bakeSeconds * 1000)
  return [...steps, { label: '100 %', text: `bake ${bake}`, state: 'next' }, stableRung]
}

function bakingLadder(
  { weight, holdBack }: ModelStatus,
  { startedAt, endsAt }: NonNullable<ModelStatus['bake']>,
  now: number
): readonly Rung[] {
  const length = Date.parse(endsAt) - Date.parse(startedAt)
  const share = holdBack === 0 ? weightOf(weight) : weightOf(100 - holdBack)
  const clock = progressOf(now - Date.parse(startedAt), length)
  return [{ label: share, state: 'current', ...clock, text: `bake ${clock.text}` }, stableRung]
}

const stableRung: Rung = { label: 'Stable', text: 'the rollout is complete', state: 'next' }

function progressOf(goneMs: number, lengthMs: number | undefined): Pick<Rung, 'text' | 'progress'> {
  if (lengthMs === undefined) return { text: `${clockOf(goneMs)}, until Promote` }
  const progress = Math.min(1, Math.max(0, goneMs / lengthMs))
  return {
    text: `${clockOf(Math.min(goneMs, lengthMs))} of ${clockOf(lengthMs)}`,
    progress,
  }
}

/** Returns what comes next and why it has not come yet, in one sentence; undefined at rest. */
export function nextStepText(status: ModelStatus, now: number): string | undefined {
  const { plan, bake, paused } = status
  if (plan !== null) {
    const next = weightOf(plan.steps[plan.step + 1]?.weight ?? 100)
    if (plan.waitsFor !== 'time') return `Next is ${next}: ${heldBecause(status)}.`
    const left = plan.endsAt === null ? 0 : Date.parse(plan.endsAt) - now
    return `Next is ${next} in ${clockOf(left)}, if the verdict is healthy${missingText(plan)}.`
  }
  if (bake === null) return undefined
  if (paused !== null) return 'The bake does not end: held because somebody paused it.'
  const left = Date.parse(bake.endsAt) - now
  const { kind } = status.health[otherColorOf(status)].verdict
  return left > 0
    ? `The bake ends in ${clockOf(left)}, if the verdict is healthy (now ${kind}).`
    : `The time of the bake is over: held because the verdict is ${kind}.`
}

function missingText({ goodCallsNeeded }: NonNullable<ModelStatus['plan']>): string {
  if (goodCallsNeeded === null) return ''
  return `; until then ${countOf(goodCallsNeeded)} more good calls are needed`
}
