import { causeOf, type Cause } from '../../core/outcomes/cause.ts'
import { isReadable, streamKindOf } from '../../core/outcomes/stream-error.ts'
import { outcomeOf } from '../../core/outcomes/outcome.ts'
import { recordProgress, recordClientLeft, recordOutcome, type Call } from '../call.ts'
import { isObservedWhole } from '../candidate-call.ts'
import {
  clientClosedRequest,
  errorResponse,
  originTimeout,
  originUnreachable,
} from './error-response.ts'
import { cleanResponse } from '../request/request-headers.ts'
import { rewriteLocation } from './location.ts'
import { setRouterField } from './response-headers.ts'
import type { ShadowCall } from '../shadow/shadow-call.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import { contentLengthOf, isOnePiece } from '../body-framing.ts'
import type { FinalResult } from '../upstream/final-result.ts'
import type { UpstreamResult } from '../upstream/forward.ts'
import { observeBody } from './observe-body.ts'
import { observeEventStream } from './observe-event-stream.ts'
import type { BodyFacts, ObservedBody } from './observed-body.ts'
import { recordAtEnd, recordAtOnce, recordChecked, recordLater } from './record-answer.ts'

/**
 * Answers the client, and records the outcome once it is known. A repetition decides it before the
 * body ends. `first` is the result of the live color, which may not be the one for the client.
 * `shadow` is set when the call is copied afterwards.
 */
export function respond(
  call: Call,
  prepared: PreparedRequest,
  final: FinalResult,
  first: UpstreamResult = final.result,
  shadow?: ShadowCall
): Response {
  const { result, color, outcome, finding, check } = final
  const isRecorded = outcome !== undefined || check !== undefined
  if (outcome !== undefined) recordOutcome(call, outcome, { finding, cause: causeOfResult(first) })
  if (check !== undefined) recordChecked(call, check, causeOfResult(first))
  if (result.kind === 'answered') {
    const client = answer(call, prepared, result.response, isRecorded, shadow)
    return setRouterField(rewriteLocation(client, call, color), call, color)
  }
  if (!isRecorded) recordFailure(call, prepared, result.kind)
  return failure(call, result.kind)
}

function causeOfResult(result: UpstreamResult): Cause | undefined {
  return result.kind === 'answered' ? `${result.response.status}` : causeOf({ kind: result.kind })
}

/**
 * Records a failure without an answer. A connection that failed at once could have been repeated; a
 * time-out could not.
 */
function recordFailure(
  call: Call,
  { isBodyObserved }: PreparedRequest,
  kind: 'unreachable' | 'header_timeout' | 'client_left'
): void {
  if (kind === 'client_left') return recordClientLeft(call)
  if (kind === 'unreachable' && !isBodyObserved) return recordOutcome(call, 'neutral')
  recordOutcome(call, outcomeOf({ kind }), {
    isEarly: kind === 'unreachable',
    cause: causeOf({ kind }),
  })
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

/**
 * Returns the origin's answer, byte for byte. An error status decides the outcome without the body.
 */
function answer(
  call: Call,
  prepared: PreparedRequest,
  response: Response,
  isRecorded: boolean,
  shadow: ShadowCall | undefined
): Response {
  const { status } = response
  const body = shadow === undefined ? response.body : shadow.sample(response)
  // The headers are read from the copy only: each object of the platform has its price.
  const copy = rebuilt(response, body)
  const { headers } = copy
  const length = contentLengthOf(headers.get('content-length'))
  const contentType = headers.get('content-type')
  const isError = status >= 400
  const isAtOnce = isRecorded || isError
  const isWhole = body === null || (isOnePiece(length) && (isAtOnce || !isObservedWhole(call)))
  if (!isRecorded && (isWhole || isError)) {
    recordAtOnce(call, { status, contentType, isEmpty: body === null || length === 0 })
  }
  if (isWhole) {
    shadow?.copyAfter(undefined)
    return copy
  }
  let isEmpty = true
  const onProgress = (isObserved: boolean) => {
    isEmpty = false
    recordProgress(call, isObserved)
  }
  const { idleTimeoutMs } = call.model
  const client = prepared.upstreamRequest.signal
  const stream = isReadable(headers.get('content-encoding')) ? streamKindOf(contentType) : undefined
  const facts = { length, stream, idleTimeoutMs, client, onProgress }
  const { readable, ended } = observe(body, contentType, facts)
  shadow?.copyAfter(ended)
  if (isAtOnce) recordLater(call, ended)
  else recordAtEnd(call, ended, () => ({ status, contentType, isEmpty }))
  return new Response(readable, copy)
}

/**
 * Observes a body. Event streams are many small pieces that must not wait; other bodies are few
 * large ones.
 */
function observe(
  body: ReadableStream<Uint8Array>,
  contentType: string | null,
  facts: BodyFacts
): ObservedBody {
  const isStream = streamKindOf(contentType) !== undefined
  return isStream ? observeEventStream(body, facts) : observeBody(body, facts)
}

/**
 * Returns a copy whose headers can be changed. A copy of the origin's answer keeps the encoding of
 * the body.
 */
function rebuilt(response: Response, body: ReadableStream | null): Response {
  const copy = new Response(body, response)
  cleanResponse(copy.headers)
  return copy
}
