import { outcomeOf, outcomeOfStatus } from '../../core/outcomes/outcome.ts'
import type { AttemptKind } from '../../core/reporting/second-attempts.ts'
import type { Color } from '../../core/routing/color.ts'
import {
  secondDeadlineMs,
  type CallFacts,
  type OtherRelease,
} from '../../core/routing/failover-rules.ts'
import { secretHeadersOf } from '../../core/routing/secret-headers.ts'
import { neverReachedOrigin, type SecondOutcome } from '../../core/routing/matched-pair.ts'
import { isStateless } from '../../core/routing/stateless-paths.ts'
import { recordWaiting, type Call } from '../call.ts'
import { recordInternalError } from '../reporting/internal-error.ts'
import { outcomeBufferOf } from '../reporting/outcome-buffer.ts'
import { refundFailover } from '../reporting/reporter.ts'
import { withCredentials, type PreparedRequest } from '../request/prepare-request.ts'
import { forward, type UpstreamResult } from './forward.ts'
import { recordAttempt, recordRepeat } from './record-repeat.ts'

/** The result of a call on the other color, and what it says of the first color. */
export interface SecondAttempt {
  readonly result: UpstreamResult
  readonly outcome: SecondOutcome
}

/**
 * Sends a call to another color, and waits for the headers of its answer until the deadline. The
 * origin's work ends with the wait. Never rejects. A good answer gives the failover back to the
 * budget, and so does a refusal: the color bears the load.
 */
export async function attemptOn(
  color: Color,
  call: Call,
  prepared: PreparedRequest,
  { kind, deadlineMs }: { readonly kind: AttemptKind; readonly deadlineMs: number }
): Promise<SecondAttempt> {
  const late = new AbortController()
  const result = await send(color, call, prepared, deadlineMs, late.signal)
  if (result.kind === 'header_timeout') late.abort()
  recordRepeat(call, color, result.kind === 'answered' ? result.response.status : result.kind)
  const outcome = outcomeOfSecond(result, call)
  recordAttempt(call, { kind, color, outcome })
  const now = Date.now()
  if (result.kind === 'answered' && (outcome === 'success' || outcome === 'neutral')) {
    refundFailover(call, now)
  }
  if (outcome === 'success') {
    outcomeBufferOf(call.model, now).known.learn(call.callerHash, call.routeLabel)
  }
  return { result, outcome }
}

/** Whether both the model's configuration and the call allow a second attempt. */
export function isWanted({ model, request }: Call): boolean {
  return model.failover.enabled && request.headers.get('x-bluegreen-failover') !== 'never'
}

/** Returns how long the client's answer may wait for the other color. */
export function deadlineOf({ model, routeLabel }: Call): number {
  const { failover, headerTimeoutMs } = model
  const { firstByte } = outcomeBufferOf(model, Date.now())
  const objectiveMs = firstByte.objectiveMs(routeLabel)
  return secondDeadlineMs({ failoverTimeoutMs: failover.timeoutMs, objectiveMs, headerTimeoutMs })
}

/**
 * Returns what decides whether a call may be sent twice. An `Idempotency-Key` that is empty, or that
 * a `Connection` header drops, does not count: no origin recognizes the call by it.
 */
export function repeatFactsOf(
  { request, model, upstreamPath }: Call,
  { upstreamRequest, bodyKept }: PreparedRequest
): CallFacts {
  return {
    method: request.method,
    hasIdempotencyKey: (upstreamRequest.headers.get('idempotency-key') ?? '') !== '',
    isStateless: isStateless(upstreamPath, model.statePaths),
    bodyKept,
  }
}

/** Returns what the pointer says of the release in a slot. */
export function releaseFactsOf({ pointer }: Call, color: Color): OtherRelease {
  const isVerified = pointer.slots[color].unverified !== true
  return { isQuarantined: pointer.quarantined === color, isVerified }
}

/**
 * A failure of the router itself counts as an unreachable color: the client gets the answer of the
 * first one.
 */
async function send(
  color: Color,
  call: Call,
  { upstreamRequest }: PreparedRequest,
  headerTimeoutMs: number,
  late: AbortSignal
): Promise<UpstreamResult> {
  const { env, model, pointer, upstreamPath } = call
  try {
    const signal = AbortSignal.any([upstreamRequest.signal, late])
    const slot = pointer.slots[color]
    const secretHeaders = secretHeadersOf(model, color, slot)
    const sent = withCredentials({ ...upstreamRequest, signal }, env, secretHeaders)
    const url = slot.origin + upstreamPath
    return await forward(url, sent, { headerTimeoutMs }, () => recordWaiting(call))
  } catch (error) {
    // Logged with its stack; the client gets the answer of the first attempt.
    recordInternalError(model, 'failover', error)
    return { kind: 'unreachable', isRefused: false }
  }
}

function outcomeOfSecond(result: UpstreamResult, { model }: Call): SecondOutcome {
  switch (result.kind) {
    case 'answered': {
      const { status } = result.response
      return neverReachedOrigin(status) ? 'unknown' : outcomeOfStatus(status, model.statusRules)
    }
    case 'client_left':
      return outcomeOf({ kind: 'client_left' })
    case 'unreachable':
    case 'header_timeout':
      return 'unknown'
  }
}
