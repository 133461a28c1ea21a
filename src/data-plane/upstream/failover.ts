import { outcomeOf, outcomeOfStatus, type Outcome } from '../../core/outcomes/outcome.ts'
import { other } from '../../core/routing/color.ts'
import {
  mayAskForState,
  mayFailOver,
  type FirstFailure,
} from '../../core/routing/failover-rules.ts'
import { outcomeOfPair, pairFindingOf } from '../../core/routing/matched-pair.ts'
import { isStateful } from '../../core/routing/stateless-paths.ts'
import type { Call } from '../call.ts'
import { spendFailover } from '../reporting/reporter.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import { withContractCheck } from './contract-check.ts'
import type { FinalResult } from './final-result.ts'
import { discard, type UpstreamResult } from './forward.ts'
import { refusesConnections } from './reachable.ts'
import { attemptOn, deadlineOf, isWanted, releaseFactsOf, repeatFactsOf } from './second-attempt.ts'

/**
 * Repeats a call on the other color when the live one failed it before its first byte, and policy
 * and budget allow it. The live color's answer stays unread until then: it goes to the client when
 * the other color fails too or is late.
 */
export function withFailover(
  call: Call,
  prepared: PreparedRequest,
  result: UpstreamResult
): FinalResult | Promise<FinalResult> {
  const first = outcomeOfFirst(result, call)
  const { color } = call.cohort
  const alone: FinalResult = { result, color, outcome: undefined, finding: undefined }
  switch (first) {
    case 'success':
      return alone
    case 'neutral':
      return result.kind === 'answered' ? withOtherOpinion(call, prepared, alone, result) : alone
    case 'fault':
    case 'overload':
      return withRepetition(call, prepared, alone, first)
  }
}

async function withRepetition(
  call: Call,
  prepared: PreparedRequest,
  alone: FinalResult,
  first: 'fault' | 'overload'
): Promise<FinalResult> {
  const { result, color } = alone
  if (!(await isAllowed(call, prepared, result))) return alone
  const failoverColor = other(color)
  const second = await attemptOn(failoverColor, call, prepared, failoverOf(call))
  // The client left before the other color answered: the first failure stands, and there is no pair.
  if (second.result.kind === 'client_left') return alone
  const outcome = outcomeOfPair(first, second.outcome)
  const finding = pairFindingOf(first, second.outcome)
  if (second.outcome !== 'success') {
    await discard(second.result)
    return { ...alone, outcome, finding }
  }
  await discard(result)
  return { result: second.result, color: failoverColor, outcome, finding }
}

/**
 * A refusal by the live color may be contradicted by the other one: it has the state to which the
 * call refers, or it is the stable color that still accepts the call.
 */
async function withOtherOpinion(
  call: Call,
  prepared: PreparedRequest,
  alone: FinalResult,
  { response: { status } }: Extract<UpstreamResult, { kind: 'answered' }>
): Promise<FinalResult> {
  return (
    (await withContractCheck(call, prepared, { ...alone, status })) ??
    (await withOtherState(call, prepared, alone, status)) ??
    alone
  )
}

/**
 * A refusal where state lives may only mean that the other color has it: then the answer of that
 * color goes to the client, and the refusal is neutral.
 */
async function withOtherState(
  call: Call,
  prepared: PreparedRequest,
  alone: FinalResult,
  status: number
): Promise<FinalResult | undefined> {
  const otherColor = other(alone.color)
  const facts = {
    ...repeatFactsOf(call, prepared),
    status,
    other: releaseFactsOf(call, otherColor),
    isStateful: isStateful(call.upstreamPath, call.model.statePaths),
  }
  if (!mayAskForState(facts) || !isWanted(call)) return undefined
  if (!spendFailover(call, Date.now())) return undefined
  const { result, outcome } = await attemptOn(otherColor, call, prepared, failoverOf(call))
  if (outcome !== 'success') {
    await discard(result)
    return undefined
  }
  await discard(alone.result)
  return { result, color: otherColor, outcome: 'neutral', finding: undefined }
}

function failoverOf(call: Call) {
  return { kind: 'failover', deadlineMs: deadlineOf(call) } as const
}

/** Whether policy and budget allow that a failed call is repeated. */
async function isAllowed(
  call: Call,
  prepared: PreparedRequest,
  result: UpstreamResult
): Promise<boolean> {
  if (!prepared.bodyKept || !isWanted(call)) return false
  const facts = {
    ...repeatFactsOf(call, prepared),
    other: releaseFactsOf(call, other(call.cohort.color)),
  }
  const failure = failureOf(result)
  if (failure === undefined) return false
  if (mayFailOver({ ...facts, failure })) return spendFailover(call, Date.now())
  const mayBeRefused = failure.kind === 'broken' && mayFailOver({ ...facts, failure: REFUSED })
  if (!mayBeRefused || !isQuick(call) || !(await refusesConnections(originOf(call)))) return false
  return spendFailover(call, Date.now())
}

const REFUSED: FirstFailure = { kind: 'refused' }

/** A connection is refused in a round trip. One that broke later had been open. */
const REFUSAL_MS = 1_000

function isQuick({ progress }: Call): boolean {
  return progress.sentAt !== undefined && Date.now() - progress.sentAt <= REFUSAL_MS
}

function originOf({ pointer, cohort }: Call): string {
  return pointer.slots[cohort.color].origin
}

function failureOf(result: UpstreamResult): FirstFailure | undefined {
  switch (result.kind) {
    case 'answered':
      return { kind: 'status', status: result.response.status }
    case 'unreachable':
      return result.isRefused ? REFUSED : { kind: 'broken' }
    case 'header_timeout':
      return { kind: 'header_timeout' }
    case 'client_left':
      return undefined
  }
}

function outcomeOfFirst(result: UpstreamResult, { model }: Call): Outcome {
  if (result.kind !== 'answered') return outcomeOf({ kind: result.kind }, model.statusRules)
  return outcomeOfStatus(result.response.status, model.statusRules)
}
