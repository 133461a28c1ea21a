import { parseSteps } from '../../core/rollout/step-plan.ts'
import type { ActionName } from './page-actions.ts'

/** How a switch or a promotion goes on. */
export type PlanChoice =
  | { readonly kind: 'configured' }
  | { readonly kind: 'at_once' }
  | { readonly kind: 'own'; readonly steps: string }

/** What a person has entered. */
export interface Entered {
  readonly reason: string
  readonly plan: PlanChoice
  readonly isForced: boolean
}

/** Returns the body of a command. Without a reason the router names one itself. */
export function commandBodyOf(name: ActionName, { reason, plan, isForced }: Entered): object {
  const given = reason.trim()
  const why = given === '' ? {} : { reason: given }
  const force = isForced && given !== '' ? { force: given } : {}
  if (name === 'switch') return { ...why, ...force, ...planBody(plan) }
  if (name !== 'promote') return why
  return { ...why, ...force, ...(plan.kind === 'at_once' && { full: true }) }
}

function planBody(plan: PlanChoice): object {
  if (plan.kind === 'configured') return {}
  if (plan.kind === 'at_once') return { atOnce: true }
  const steps = parseSteps(plan.steps) ?? []
  return {
    steps: steps.map(({ weight, ms }) =>
      ms === undefined ? { weight } : { weight, seconds: ms / 1000 }
    ),
  }
}
