import type { Outcome } from '../outcomes/outcome.ts'

/** How the first color failed a call before the first byte of its answer. */
export type FirstFailure =
  /** The origin, or the platform in its place, answered with a status. */
  | { readonly kind: 'status'; readonly status: number }
  /** The connection was refused, so no origin has worked on the call. */
  | { readonly kind: 'refused' }
  /** The connection broke. The origin may have worked on the call. */
  | { readonly kind: 'broken' }
  /** The origin stayed silent. It may still work on the call. */
  | { readonly kind: 'header_timeout' }

/** Which calls are repeated after a failure. */
export type RepeatRule =
  /** Any call: no origin has taken it. */
  | 'any'
  /** Calls without a lasting effect: also a POST on a stateless route. */
  | 'stateless'
  /** Calls that may be processed twice: a safe method, or an idempotency key. */
  | 'repeatable'
  | 'never'

/** What decides whether a call may be sent a second time. */
export interface CallFacts {
  readonly method: string
  /** The origin gets an `Idempotency-Key`, by which it recognizes the call. */
  readonly hasIdempotencyKey: boolean
  /** The answer depends on the call alone. */
  readonly isStateless: boolean
  /** The request's body was kept whole. An absent body counts as kept. */
  readonly bodyKept: boolean
}

/** The release that would answer the repeated call. */
export interface OtherRelease {
  /** It was rolled back. */
  readonly isQuarantined: boolean
  /** It passed its golden requests, or it has served before. */
  readonly isVerified: boolean
}

/** What the failover decision depends on. */
export interface FailoverFacts extends CallFacts {
  readonly failure: FirstFailure
  readonly other: OtherRelease
}

/**
 * Rules by status. The platform answers 520 to 530 in the place of an origin.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
 */
const ruleByStatus: ReadonlyMap<number, RepeatRule> = new Map<number, RepeatRule>([
  ...[503, 529, 521, 523, 525, 526, 530].map((status) => [status, 'any'] as const),
  ...[500, 502, 520].map((status) => [status, 'stateless'] as const),
  ...[504, 522, 524].map((status) => [status, 'repeatable'] as const),
])

/**
 * Returns which calls are repeated after a failure. A second sending has an effect unless the
 * failure or the call shows that it has none.
 */
export function repeatRuleOf(failure: FirstFailure): RepeatRule {
  switch (failure.kind) {
    case 'refused':
      return 'any'
    case 'status':
      return ruleByStatus.get(failure.status) ?? 'never'
    case 'broken':
    case 'header_timeout':
      return 'repeatable'
  }
}

/**
 * Whether a call that failed before its first byte is repeated on the other color, if the budget
 * allows it.
 */
export function mayFailOver({ failure, other, ...call }: FailoverFacts): boolean {
  if (!mayAnswer(other) || !call.bodyKept) return false
  switch (repeatRuleOf(failure)) {
    case 'any':
      return true
    case 'stateless':
      return mayRunTwice(call) || (call.method === 'POST' && call.isStateless)
    case 'repeatable':
      return mayRunTwice(call)
    case 'never':
      return false
  }
}

/** Whether a call may be processed twice: its method is safe, or the origin recognizes it. */
export function mayRunTwice({
  method,
  hasIdempotencyKey,
}: Pick<CallFacts, 'method' | 'hasIdempotencyKey'>): boolean {
  return SAFE_METHODS.has(method) || hasIdempotencyKey
}

/** Whether a release may answer clients by a repeated call. */
function mayAnswer({ isQuarantined, isVerified }: OtherRelease): boolean {
  return !isQuarantined && isVerified
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What the decision about a refused call depends on. */
export interface RefusalFacts extends Omit<CallFacts, 'hasIdempotencyKey'> {
  /** Status of the live color's answer. */
  readonly status: number
  readonly other: OtherRelease
}

/** Refusals of the caller and not of the call: each color may know other callers. */
const REFUSES_CALLER: ReadonlySet<number> = new Set([401, 403, 407, 451])

/** Whether a refusal is one of the caller, who may be known to the other color. */
export function refusesCaller(status: number): boolean {
  return REFUSES_CALLER.has(status)
}

/** Refusals by a color that does not know the state to which a call refers. */
const UNKNOWN_STATE: ReadonlySet<number> = new Set([400, 404, 409, 410, 422])

/**
 * Whether a call that the live color refused is sent to the other color, which may know the state
 * to which the call refers.
 */
export function mayAskForState({
  isStateful,
  ...refusal
}: Omit<RefusalFacts, 'isStateless'> & { readonly isStateful: boolean }): boolean {
  return isStateful && UNKNOWN_STATE.has(refusal.status) && mayAskAgain(refusal)
}

/**
 * Whether stable is asked about a call that the candidate refused as the caller's mistake, if the
 * budget allows it. `outcome` is that of the refusal.
 */
export function mayCheckContract({
  isCandidate,
  outcome,
  isStateless,
  ...refusal
}: RefusalFacts & { readonly isCandidate: boolean; readonly outcome: Outcome }): boolean {
  if (!isCandidate || !isStateless || outcome !== 'neutral') return false
  return refusal.status >= 400 && !REFUSES_CALLER.has(refusal.status) && mayAskAgain(refusal)
}

/**
 * A refused DELETE, PUT or PATCH is never carried out on the other color, whatever the route: the
 * refusal is the answer.
 */
function mayAskAgain({ method, bodyKept, other }: Omit<RefusalFacts, 'isStateless'>): boolean {
  return mayAnswer(other) && bodyKept && (SAFE_METHODS.has(method) || method === 'POST')
}

/** The deadlines that limit a second attempt, in milliseconds. */
export interface SecondAttemptLimits {
  readonly failoverTimeoutMs: number
  /** Objective for the first byte of the route; Infinity when there is none. */
  readonly objectiveMs: number
  readonly headerTimeoutMs: number
}

/**
 * Returns how long a second attempt may take until its headers. A route whose usual answers take
 * longer than the failover timeout has its own objective as the deadline.
 */
export function secondDeadlineMs({
  failoverTimeoutMs,
  objectiveMs,
  headerTimeoutMs,
}: SecondAttemptLimits): number {
  const usual = Number.isFinite(objectiveMs) ? objectiveMs : 0
  return Math.min(headerTimeoutMs, Math.max(failoverTimeoutMs, usual))
}
