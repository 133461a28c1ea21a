import { isReadable, streamKindOf } from '../../core/outcomes/stream-error.ts'
import { outcomeOf, outcomeOfStatus, type Ending } from '../../core/outcomes/outcome.ts'
import { book, type Call } from '../call.ts'
import { errorResponse, originTimeout, originUnreachable } from './error-response.ts'
import { cleanResponse } from '../request/request-headers.ts'
import { mark } from './response-headers.ts'
import type { Prepared } from '../request/prepare-request.ts'
import { contentLengthOf, isOnePiece } from '../body-framing.ts'
import { crossExamine, isCrossExamined, type Settled } from '../upstream/failover.ts'
import { watchBulk } from './observe-body.ts'
import { watchEvents } from './observe-event-stream.ts'
import type { Watched, WatchedEnd } from './observed-body.ts'

/** Answers the client, and books the outcome once it is known; a repetition knows it before the body does. */
export function respond(call: Call, prepared: Prepared, settled: Settled): Response {
  const { head, color, outcome, finding } = settled
  const isBooked = outcome !== undefined
  if (isBooked) book(call, outcome, finding)
  if (head.kind === 'answered') {
    return mark(answer(call, prepared, head.response, isBooked), call, color)
  }
  if (!isBooked) book(call, outcomeOf({ kind: head.kind }))
  return mark(failure(call, head.kind), call, color)
}

function failure({ model, rest }: Call, kind: 'unreachable' | 'header_timeout' | 'client_left') {
  switch (kind) {
    case 'unreachable':
      return errorResponse(originUnreachable(model), rest)
    case 'header_timeout':
      return errorResponse(originTimeout(model), rest)
    case 'client_left':
      // Nobody reads this; 499 is the customary status for it in logs.
      return new Response(null, { status: 499 })
  }
}

/** The origin's answer, byte for byte. What its status says of an error does not depend on its body. */
function answer(call: Call, prepared: Prepared, response: Response, isBooked: boolean): Response {
  const { status, body } = response
  const length = contentLengthOf(response)
  const isWhole = body === null || isOnePiece(length)
  const isSaid = isWhole || status >= 400
  if (isSaid && !isBooked) bookWhole(call, prepared, status)
  if (isWhole) return rebuilt(response, body)
  const { readable, ended } = watch(call, body, response.headers, length)
  call.ctx.waitUntil(isSaid || isBooked ? ended : ended.then((end) => bookEnd(call, end, status)))
  return rebuilt(response, readable)
}

/** Event streams are many small pieces that must not wait; everything else is few large ones. */
function watch(
  { model, request }: Call,
  body: ReadableStream<Uint8Array>,
  headers: Headers,
  length: number | undefined
): Watched {
  const kind = streamKindOf(headers.get('content-type'))
  const stream = isReadable(headers.get('content-encoding')) ? kind : undefined
  const { idleTimeoutMs } = model
  const facts = { length, stream, idleTimeoutMs, client: request.signal }
  return kind === undefined ? watchBulk(body, facts) : watchEvents(body, facts)
}

function bookWhole(call: Call, prepared: Prepared, status: number): void {
  if (!isCrossExamined(call, prepared, status)) {
    book(call, outcomeOfStatus(status, call.model.statusRules))
    return
  }
  call.ctx.waitUntil(
    crossExamine(call, prepared).then(({ outcome, finding }) => book(call, outcome, finding))
  )
}

function bookEnd(call: Call, { delivery, eventError }: WatchedEnd, status: number): void {
  const body: Ending = delivery === 'client_left' ? { kind: delivery } : { kind: delivery, status }
  const ending: Ending =
    eventError === undefined ? body : { kind: 'error_event', code: eventError.code }
  book(call, outcomeOf(ending, call.model.statusRules))
}

/** A copy whose headers can be changed. Made of the origin's answer, it knows that the body is encoded already. */
function rebuilt(response: Response, body: ReadableStream | null): Response {
  const copy = new Response(body, response)
  cleanResponse(copy.headers)
  return copy
}
