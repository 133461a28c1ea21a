import { causeOf, type Cause } from '../../core/outcomes/cause.ts'
import { outcomeOf, type Ending } from '../../core/outcomes/outcome.ts'
import { recordClientLeft, recordOutcome, type Call } from '../call.ts'
import { recordInternalError } from '../reporting/internal-error.ts'
import type { FinalResult } from '../upstream/final-result.ts'
import { causeOfDelivered, outcomeOfDelivered, type DeliveredAnswer } from './delivered.ts'
import type { BodyEnd } from './observed-body.ts'

/** Records an answer whose outcome does not depend on its body. */
export function recordAtOnce(call: Call, answer: DeliveredAnswer): void {
  recordDelivered(call, answer, answer.status >= 400)
}

/** Records a refusal with a cause once stable has answered the same call. */
export function recordChecked(
  call: Call,
  check: NonNullable<FinalResult['check']>,
  cause: Cause | undefined
): void {
  recordLater(
    call,
    check.then(({ outcome, finding }) =>
      recordOutcome(call, outcome ?? 'neutral', { finding, cause })
    )
  )
}

/** Records an answer whose body is observed, once the body has ended. */
export function recordAtEnd(
  call: Call,
  ended: Promise<BodyEnd>,
  answer: () => DeliveredAnswer
): void {
  recordLater(
    call,
    ended.then((end) => recordEnd(call, end, answer()))
  )
}

/**
 * Keeps the invocation alive for work that may record the outcome of a call. When the work throws,
 * the router is at fault and the call is neutral.
 */
export function recordLater(call: Call, work: Promise<unknown>): void {
  // The error is logged below. The client has its answer, or the code that makes its answer throws
  // too.
  const safe = work.catch((error: unknown) => {
    recordOutcome(call, 'neutral')
    recordInternalError(call.model, 'respond', error)
  })
  call.ctx.waitUntil(safe)
}

function recordDelivered(call: Call, answer: DeliveredAnswer, isEarly: boolean): void {
  const outcome = outcomeOfDelivered(call, answer)
  const cause = outcome === 'success' ? undefined : causeOfDelivered(call, answer)
  recordOutcome(call, outcome, { isEarly, cause })
}

function recordEnd(call: Call, { delivery, eventError }: BodyEnd, answer: DeliveredAnswer): void {
  if (eventError === undefined && delivery === 'client_left') return recordClientLeft(call)
  if (eventError === undefined && delivery === 'delivered') {
    return recordDelivered(call, answer, false)
  }
  const ending: Ending =
    eventError === undefined
      ? { kind: delivery, status: answer.status }
      : { kind: 'error_event', code: eventError.code }
  recordOutcome(call, outcomeOf(ending, call.model.statusRules), { cause: causeOf(ending) })
}
