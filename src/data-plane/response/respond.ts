import { isReadable, streamKindOf } from '../../core/outcomes/stream-error.ts'
import { outcomeOf, outcomeOfStatus, type Ending } from '../../core/outcomes/outcome.ts'
import { recordOutcome, type Call } from '../call.ts'
import {
  clientClosedRequest,
  errorResponse,
  originTimeout,
  originUnreachable,
} from './error-response.ts'
import { cleanResponse } from '../request/request-headers.ts'
import { setRouterField } from './response-headers.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import { contentLengthOf, isOnePiece } from '../body-framing.ts'
import { contractCheck, isContractChecked, type FinalResult } from '../upstream/failover.ts'
import { observeBody } from './observe-body.ts'
import { observeEventStream } from './observe-event-stream.ts'
import type { ObservedBody, BodyEnd } from './observed-body.ts'

/** Answers the client, and books the outcome once it is known; a repetition knows it before the body does. */
export function respond(call: Call, prepared: PreparedRequest, final: FinalResult): Response {
  const { result, color, outcome, finding } = final
  const isRecorded = outcome !== undefined
  if (isRecorded) recordOutcome(call, outcome, finding)
  if (result.kind === 'answered') {
    return setRouterField(answer(call, prepared, result.response, isRecorded), call, color)
  }
  if (!isRecorded) recordOutcome(call, outcomeOf({ kind: result.kind }))
  return failure(call, result.kind)
}

function failure(call: Call, kind: 'unreachable' | 'header_timeout' | 'client_left'): Response {
  const { model, upstreamPath } = call
  switch (kind) {
    case 'unreachable':
      return errorResponse(originUnreachable(model), upstreamPath, call)
    case 'header_timeout':
      return errorResponse(originTimeout(model), upstreamPath, call)
    case 'client_left':
      return clientClosedRequest(call)
  }
}

/** The origin's answer, byte for byte. What its status says of an error does not depend on its body. */
function answer(
  call: Call,
  prepared: PreparedRequest,
  response: Response,
  isRecorded: boolean
): Response {
  const { status, body } = response
  const length = contentLengthOf(response)
  const isWhole = body === null || isOnePiece(length)
  const isKnownByStatus = isWhole || status >= 400
  if (isKnownByStatus && !isRecorded) recordByStatus(call, prepared, status)
  if (isWhole) return rebuilt(response, body)
  const { readable, ended } = observe(call, body, response.headers, length)
  call.ctx.waitUntil(
    isKnownByStatus || isRecorded ? ended : ended.then((end) => recordEnd(call, end, status))
  )
  return rebuilt(response, readable)
}

/** Event streams are many small pieces that must not wait; everything else is few large ones. */
function observe(
  { model, request }: Call,
  body: ReadableStream<Uint8Array>,
  headers: Headers,
  length: number | undefined
): ObservedBody {
  const kind = streamKindOf(headers.get('content-type'))
  const stream = isReadable(headers.get('content-encoding')) ? kind : undefined
  const { idleTimeoutMs } = model
  const facts = { length, stream, idleTimeoutMs, client: request.signal }
  return kind === undefined ? observeBody(body, facts) : observeEventStream(body, facts)
}

function recordByStatus(call: Call, prepared: PreparedRequest, status: number): void {
  if (!isContractChecked(call, prepared, status)) {
    recordOutcome(call, outcomeOfStatus(status, call.model.statusRules))
    return
  }
  call.ctx.waitUntil(
    contractCheck(call, prepared).then(({ outcome, finding }) =>
      recordOutcome(call, outcome, finding)
    )
  )
}

function recordEnd(call: Call, { delivery, eventError }: BodyEnd, status: number): void {
  const body: Ending = delivery === 'client_left' ? { kind: delivery } : { kind: delivery, status }
  const ending: Ending =
    eventError === undefined ? body : { kind: 'error_event', code: eventError.code }
  recordOutcome(call, outcomeOf(ending, call.model.statusRules))
}

/** A copy whose headers can be changed. Made of the origin's answer, it knows that the body is encoded already. */
function rebuilt(response: Response, body: ReadableStream | null): Response {
  const copy = new Response(body, response)
  cleanResponse(copy.headers)
  return copy
}
