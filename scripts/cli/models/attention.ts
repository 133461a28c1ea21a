import { alertCodes } from '../../../src/core/rollout/alert-codes.ts'
import type { FailedModel, Status } from '../../../src/control-plane/admin/answers.ts'
import type { Meaning } from '../screen/paint.ts'
import { localTime } from '../screen/local-time.ts'

/** How much a model needs people. */
export type Attention = 'needs_people' | 'under_way' | 'at_rest'

const codes = Object.keys(alertCodes)

/** Returns models in the order in which they need people: failures and alerts first, worst first. */
export function byAttention<Model extends Status | FailedModel>(
  models: readonly Model[]
): readonly Model[] {
  return models.toSorted(
    (one, two) =>
      rankOf(one) - rankOf(two) || one.model.localeCompare(two.model, 'en', { numeric: true })
  )
}

/** Returns whether a model needs people, goes its way by itself, or is at rest. */
export function attentionOf(model: Status | FailedModel): Attention {
  if ('error' in model || model.alerts.length > 0 || waitsForPeople(model)) return 'needs_people'
  return model.candidate === null ? 'at_rest' : 'under_way'
}

/** Returns what people must know of a model in a few words; empty for nothing. */
export function noteOf(model: Status | FailedModel): string {
  if ('error' in model) return model.error.code
  const [worst, ...more] = model.alerts
  if (worst !== undefined) return more.length === 0 ? worst.code : `${worst.code} +${more.length}`
  if (model.paused !== null) return `paused by ${model.paused.by}`
  if (model.plan?.waitsFor === 'promote') return 'waits for promote'
  if (model.frozenUntil !== null) return `frozen until ${localTime(model.frozenUntil)}`
  return model.autoRollback ? '' : 'no auto rollback'
}

/** Returns the meaning of the note, for its color. */
export function noteMeaning(model: Status | FailedModel): Meaning | undefined {
  if ('error' in model || model.alerts.length > 0) return 'danger'
  return noteOf(model) === '' ? undefined : 'warning'
}

function waitsForPeople({ paused, plan }: Status): boolean {
  return paused !== null || plan?.waitsFor === 'promote'
}

function rankOf(model: Status | FailedModel): number {
  if ('error' in model) return 0
  const [worst] = model.alerts
  if (worst !== undefined) return 1 + ((codes.indexOf(worst.code) + codes.length) % codes.length)
  const ranks = { needs_people: 100, under_way: 200, at_rest: 300 } as const
  return ranks[attentionOf(model)]
}
