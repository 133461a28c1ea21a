import type { Color } from '../../core/routing/color.ts'
import { outcomeOf, outcomeOfStatus, type Outcome } from '../../core/outcomes/outcome.ts'
import { liveOf, failoverColorOf } from '../../core/routing/pointer.ts'
import {
  pairFindingOf,
  mayCheckContract,
  mayFailOver,
  mayKnowState,
  neverReachedOrigin,
  outcomeOfPair,
  type FirstFailure,
  type PairFinding,
} from '../../core/routing/failover-rules.ts'
import { secretHeadersOf } from '../../core/routing/secret-headers.ts'
import { isStateful, isStateless } from '../../core/routing/stateless-paths.ts'
import type { Call } from '../call.ts'
import { discard, forward, type UpstreamResult } from './forward.ts'
import { withCredentials, type PreparedRequest } from '../request/prepare-request.ts'
import { refusesConnections } from './reachable.ts'
import { spendFailover } from '../reporting/reporter.ts'

/** The answer for the client, and the result for the live color. */
export interface FinalResult {
  readonly result: UpstreamResult
  /** The color that gave the answer. */
  readonly color: Color
  /** Set when the outcome no longer depends on the body of the answer. */
  readonly outcome: Outcome | undefined
  /** The finding of a repetition on the other color. */
  readonly finding: PairFinding | undefined
}

/** Result of a contract check. A call that both colors refuse shows no fault. */
export interface ContractCheckResult {
  readonly outcome: Outcome
  readonly finding: PairFinding | undefined
}

/**
 * Repeats a call on the other color when the live one failed it before its first byte, and policy
 * and budget allow it.
 */
export async function withFailover(
  call: Call,
  prepared: PreparedRequest,
  result: UpstreamResult
): Promise<FinalResult> {
  const first = outcomeOfResult(result, call)
  const alone: FinalResult = {
    result,
    color: call.cohort.color,
    outcome: undefined,
    finding: undefined,
  }
  if (first === 'neutral') return withOtherState(call, prepared, alone)
  if (first !== 'fault' || result.kind === 'client_left') return alone
  const failoverColor = failoverColorOf(call.pointer)
  if (failoverColor === undefined || !(await isAllowed(call, prepared, result))) return alone
  const second = await repeat(call, prepared, failoverColor)
  // The client left before the other color answered: the first fault stands, and there is no pair.
  if (second.kind === 'client_left') return alone
  const secondOutcome = outcomeOfResult(second, call)
  const outcome = outcomeOfPair(first, secondOutcome)
  const finding = pairFindingOf(secondOutcome)
  if (secondOutcome !== 'success') {
    await discard(second)
    return { ...alone, outcome, finding }
  }
  await discard(result)
  return { result: second, color: failoverColor, outcome, finding }
}

/**
 * A refusal where state lives may only mean that the other color has it: then the answer of that color goes to the client,
 * and the refusal is neutral.
 */
async function withOtherState(
  call: Call,
  prepared: PreparedRequest,
  alone: FinalResult
): Promise<FinalResult> {
  const { model, pointer, upstreamPath } = call
  const { result } = alone
  if (result.kind !== 'answered' || !mayKnowState(result.response.status)) return alone
  const other = failoverColorOf(pointer)
  if (other === undefined || !prepared.bodyKept || !isWanted(call)) return alone
  if (!isStateful(upstreamPath, model.statePaths)) return alone
  if (!spendFailover(model, Date.now())) return alone
  const second = await repeat(call, prepared, other)
  if (outcomeOfResult(second, call) !== 'success') {
    await discard(second)
    return alone
  }
  await discard(result)
  return { result: second, color: other, outcome: 'neutral', finding: undefined }
}

/**
 * During a bake, sends stable a call that the candidate refused as the caller's mistake. If stable
 * accepts it, the candidate breaks its contract, which is a fault. If stable refuses it too, the
 * caller was wrong.
 */
export async function contractCheck(
  call: Call,
  prepared: PreparedRequest
): Promise<ContractCheckResult> {
  const second = await repeat(call, prepared, call.pointer.stable, CHECK_TIMEOUT_MS)
  const outcome = outcomeOfResult(second, call)
  await discard(second)
  return outcome === 'success'
    ? { outcome: 'fault', finding: 'discordant' }
    : { outcome: 'neutral', finding: undefined }
}

/**
 * Whether a refusal by the live color is checked against stable: during a bake, and within the
 * failover budget.
 */
export function isContractChecked(call: Call, prepared: PreparedRequest, status: number): boolean {
  const { pointer, model, upstreamPath } = call
  const isCandidate = liveOf(pointer) !== pointer.stable
  if (!isCandidate) return false
  const outcome = outcomeOfStatus(status, model.statusRules)
  const { bodyKept } = prepared
  const facts = { bodyKept, isStateless: isStateless(upstreamPath, model.statePaths) }
  if (!mayCheckContract({ status, outcome, isCandidate, ...facts })) return false
  return isWanted(call) && spendFailover(model, Date.now())
}

/** Whether both the model's configuration and the call allow a second attempt. */
export function isWanted({ model, request }: Call): boolean {
  return model.failover.enabled && request.headers.get('x-bluegreen-failover') !== 'never'
}

async function isAllowed(
  call: Call,
  prepared: PreparedRequest,
  result: UpstreamResult
): Promise<boolean> {
  const { model, request } = call
  const { bodyKept } = prepared
  if (!bodyKept || !isWanted(call)) return false
  const repeatable = isRepeatable(request)
  const failure = await failureOf(call, result, repeatable)
  if (!mayFailOver({ failure, bodyKept, repeatable, hasFailoverColor: true })) return false
  return spendFailover(model, Date.now())
}

/**
 * Whether a call may be processed twice: its method is safe, or it has a key by which the origin
 * recognizes it.
 */
export function isRepeatable({ method, headers }: Request): boolean {
  return safeMethods.has(method) || headers.has('idempotency-key')
}

/** A check goes on after the client has its answer, for which the platform allows 30 s. */
const CHECK_TIMEOUT_MS = 20_000

/** Statuses of an origin that failed. With any other status the origin has processed the call. */
const REPEATED: ReadonlySet<number> = new Set([500, 502, 504, 520, 524, 527, 530])

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

async function failureOf(
  call: Call,
  result: UpstreamResult,
  repeatable: boolean
): Promise<FirstFailure> {
  if (result.kind === 'answered') {
    const { status } = result.response
    if (neverReachedOrigin(status)) return { kind: 'refused' }
    return { kind: REPEATED.has(status) ? 'fault_status' : 'taken' }
  }
  if (result.kind === 'header_timeout' || repeatable) return { kind: 'taken' }
  const { origin } = call.pointer.slots[call.cohort.color]
  return { kind: (await refusesConnections(origin)) ? 'refused' : 'taken' }
}

async function repeat(
  call: Call,
  prepared: PreparedRequest,
  color: Color,
  maxTimeoutMs = Infinity
): Promise<UpstreamResult> {
  const { env, model, pointer, upstreamPath } = call
  const slot = pointer.slots[color]
  const secretHeaders = secretHeadersOf(model, color, slot)
  const upstreamRequest = withCredentials(prepared.upstreamRequest, env, secretHeaders)
  const headerTimeoutMs = Math.min(model.headerTimeoutMs, maxTimeoutMs)
  return forward(slot.origin + upstreamPath, upstreamRequest, { headerTimeoutMs })
}

function outcomeOfResult(result: UpstreamResult, { model }: Call): Outcome {
  if (result.kind !== 'answered') return outcomeOf({ kind: result.kind }, model.statusRules)
  return outcomeOfStatus(result.response.status, model.statusRules)
}
