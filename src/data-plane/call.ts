import { withCause } from '../core/detector/causes.ts'
import type { Cause } from '../core/outcomes/cause.ts'
import { routeLabel } from '../core/outcomes/route-class.ts'
import { outcomeOf, type Outcome } from '../core/outcomes/outcome.ts'
import { SLICE_MS, type CohortKey } from '../core/reporting/tally.ts'
import type { PairFinding } from '../core/routing/matched-pair.ts'
import type { Match } from '../core/routing/match-path.ts'
import type { Model } from '../core/routing/model.ts'
import type { Color } from '../core/routing/color.ts'
import type { Pointer } from '../core/routing/pointer.ts'
import { drawLogged, logEnd, type LoggedCall } from './call-log.ts'
import type { CallInProgress } from './reporting/calls-in-progress.ts'
import { countsOf, isPastObjective, outcomeBufferOf } from './reporting/outcome-buffer.ts'
import type { ReceivedHeaders } from './request/received-headers.ts'
import { releaseOf } from './release-of.ts'
import { countStart, scheduleFlush, type ReportContext } from './reporting/reporter.ts'

/**
 * Time that a client may take to send a body before its call counts as lost, and the time for a
 * body beyond the observed length.
 */
const UNOBSERVED_MS = 3_600_000

/** Margin for the delay of a call's own timers. */
const MARGIN_MS = 15_000

/** One inference call on its way through the router. */
export interface Call extends ReportContext {
  readonly model: Model
  readonly request: Request
  /** Parts of the request. Each read of one from the request is a call into the platform. */
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly received: ReceivedHeaders
  /** Path and query for the origin. */
  readonly upstreamPath: string
  /** The pointer that the call follows from its start to its end. */
  readonly pointer: Pointer
  readonly cohort: CohortKey
  readonly progress: CallInProgress
  /**
   * Hash of the caller's identity, and label of the route. Both are remembered once the call
   * succeeds.
   */
  readonly callerHash: number
  readonly routeLabel: string
  /** Set for a call that is logged. */
  readonly logged: LoggedCall | undefined
}

/** What a call comes with. */
export type CallParts = Pick<Call, 'env' | 'ctx' | 'request' | 'url' | 'headers' | 'received'>

/**
 * Starts a call on the color that it is assigned to: counts it, and keeps it among the calls in
 * progress until its outcome is recorded. It stays with that color, whatever the next pointer says.
 */
export function startCall(
  { env, ctx, request, url, headers, received }: CallParts,
  { model, upstreamPath }: Match,
  pointer: Pointer,
  color: Color,
  hash: number
): Call {
  const now = Date.now()
  const { method } = request
  const buffer = outcomeBufferOf(model, now)
  const release = releaseOf(pointer.slots[color])
  const label = routeLabel(method, upstreamPath)
  const caller = buffer.known.groupOf(hash)
  const route = buffer.known.routeOf(label)
  const cohort = { color, release, slice: Math.floor(now / SLICE_MS), caller, route }
  const progress = buffer.inProgress.start(cohort, label, now, now + UNOBSERVED_MS)
  // Written out: a spread of several fields costs more than the counts.
  const call: Call = {
    env,
    ctx,
    model,
    request,
    url,
    method,
    headers,
    received,
    upstreamPath,
    pointer,
    cohort,
    progress,
    callerHash: hash,
    routeLabel: label,
    logged: drawLogged(model, now),
  }
  countStart(call, cohort, now)
  return call
}

/**
 * Records that the origin has the whole call. Its timers run from now, also those of a repetition.
 * A call that is answered earlier has its own timers.
 */
export function recordSent({ progress, model }: Call, now: number): void {
  if (!progress.isWaiting) return
  progress.sentAt = now
  progress.deadline = now + 2 * model.headerTimeoutMs + MARGIN_MS
}

/**
 * Records that a call is still waiting for headers. The call that carries the reports may be over,
 * and without other traffic nothing would report that this one waits.
 */
export function recordWaiting(call: Call): void {
  const now = Date.now()
  scheduleFlush(call, outcomeBufferOf(call.model, now), now)
}

/**
 * Records the end of the first attempt; `status` is undefined when no headers came. The time of the
 * attempt counts unless the origin answered with an error, because the time of a refusal does not
 * show the speed of the model.
 */
export function recordFirstByte(call: Call, status: number | undefined): void {
  const { progress, model, cohort } = call
  const now = Date.now()
  const buffer = outcomeBufferOf(model, now)
  progress.isWaiting = false
  // A repetition may wait for headers once more.
  progress.deadline = now + Math.max(model.idleTimeoutMs, model.headerTimeoutMs) + MARGIN_MS
  // The call that carries the reports may be over: this one carries them from here on.
  scheduleFlush(call, buffer, now)
  if (progress.sentAt === undefined || (status !== undefined && status >= 400)) return
  if (status !== undefined) buffer.times.add('firstByte', cohort, now - progress.sentAt)
  if (!progress.isSlow && isPastObjective(buffer, call.routeLabel, progress.sentAt, now)) {
    progress.isSlow = true
    countsOf(buffer, cohort).slow++
  }
}

/**
 * Records that a piece of the body came. `isObserved` is false when no further piece will be
 * observed.
 */
export function recordProgress(call: Call, isObserved: boolean): void {
  const { progress, model } = call
  const now = Date.now()
  progress.deadline = now + (isObserved ? model.idleTimeoutMs : UNOBSERVED_MS) + MARGIN_MS
  scheduleFlush(call, outcomeBufferOf(model, now), now)
}

/** What is known of the end of a call besides its outcome. */
interface OutcomeFacts {
  readonly finding?: PairFinding | undefined
  readonly isEarly?: boolean
  /** How the call failed. Counts for bad outcomes only. */
  readonly cause?: Cause | undefined
}

/**
 * Records the outcome of a call, and the finding of its repetition, if there was one. Each call
 * ends once: the first record counts, and later ones change nothing.
 */
export function recordOutcome(
  call: Call,
  outcome: Outcome,
  { finding, isEarly = false, cause }: OutcomeFacts = {}
): void {
  const { model, cohort, progress } = call
  const now = Date.now()
  const buffer = outcomeBufferOf(model, now)
  if (!buffer.inProgress.end(progress)) return
  const { logged } = call
  if (logged !== undefined) logEnd(call, logged, outcome, now)
  const counts = countsOf(buffer, cohort)
  counts[outcome]++
  if (finding !== undefined) counts[finding]++
  if (cause !== undefined && (outcome === 'fault' || outcome === 'overload')) {
    counts.causes = withCause(counts.causes, `${outcome}/${cause}`)
  }
  if (isEarly && outcome === 'fault' && finding === undefined) counts.early++
  if (outcome === 'success') buffer.times.add('duration', cohort, now - progress.startedAt)
  if (outcome === 'success' || finding === 'discordant') {
    buffer.known.learn(call.callerHash, call.routeLabel)
  }
  scheduleFlush(call, buffer, now)
}

/**
 * Records that the client left. The call may still be slow: that was counted when its wait ended.
 */
export function recordClientLeft(call: Call): void {
  recordOutcome(call, outcomeOf({ kind: 'client_left' }))
}
