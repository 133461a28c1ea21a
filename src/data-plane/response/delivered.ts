import type { Cause } from '../../core/outcomes/cause.ts'
import { shapeOf, type AnswerShape } from '../../core/outcomes/answer-shape.ts'
import { outcomeOfStatus, type Outcome } from '../../core/outcomes/outcome.ts'
import type { Call } from '../call.ts'
import { outcomeBufferOf } from '../reporting/outcome-buffer.ts'

/** An answer that was delivered whole. */
export interface DeliveredAnswer {
  readonly status: number
  readonly contentType: string | null
  readonly isEmpty: boolean
}

/**
 * The outcome of a call by its status and by the shape of its answer. A candidate's success in a shape that stable's
 * answers on the route never had is a fault: an empty body, or a page of HTML instead of JSON. Stable's successes show
 * what the shapes are.
 */
export function outcomeOfDelivered(call: Call, answer: DeliveredAnswer): Outcome {
  const outcome = outcomeOfStatus(answer.status, call.model.statusRules)
  if (outcome !== 'success') return outcome
  const shape = shapeOf({ method: call.method, ...answer })
  return shape === undefined || isFamiliar(call, shape) ? 'success' : 'fault'
}

/** How an answer failed whose outcome is bad: by its status, or else by its shape. */
export function causeOfDelivered({ model }: Call, { status, isEmpty }: DeliveredAnswer): Cause {
  if (outcomeOfStatus(status, model.statusRules) !== 'success') return `${status}`
  return isEmpty ? 'empty' : 'wrong_type'
}

function isFamiliar({ model, pointer, cohort, routeLabel }: Call, shape: AnswerShape): boolean {
  const { shapes } = outcomeBufferOf(model, Date.now())
  if (cohort.color !== pointer.stable) return !shapes.isForeign(routeLabel, shape)
  shapes.learn(cohort.release, routeLabel, shape)
  return true
}
