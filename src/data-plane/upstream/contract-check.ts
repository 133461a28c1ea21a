import { outcomeOfStatus, type Outcome } from '../../core/outcomes/outcome.ts'
import { mayCheckContract } from '../../core/routing/failover-rules.ts'
import type { PairFinding } from '../../core/routing/matched-pair.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import type { Call } from '../call.ts'
import { isForCandidate } from '../candidate-call.ts'
import { outcomeBufferOf } from '../reporting/outcome-buffer.ts'
import { spendFailover } from '../reporting/reporter.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { FinalResult } from './final-result.ts'
import { discard } from './forward.ts'
import {
  attemptOn,
  deadlineOf,
  isWanted,
  releaseFactsOf,
  repeatFactsOf,
  type SecondAttempt,
} from './second-attempt.ts'

/** A check may go on after the client has its answer, for which the platform allows 30 s. */
const CHECK_TIMEOUT_MS = 20_000

/** What a contract check says of the refused call. */
interface ContractCheck {
  readonly outcome: Outcome
  readonly finding: PairFinding | undefined
}

/**
 * During a rollout, sends stable a call that the candidate refused as the caller's mistake. If stable
 * accepts it, the candidate breaks its contract: that is a fault, and the client gets stable's
 * answer. If stable refuses it too, or is late, the client gets the candidate's refusal. Returns
 * undefined when the refusal is not checked.
 */
export async function withContractCheck(
  call: Call,
  prepared: PreparedRequest,
  refused: FinalResult & { readonly status: number }
): Promise<FinalResult | undefined> {
  if (!isChecked(call, prepared, refused.status)) return undefined
  const { stable } = call.pointer
  const { refusals } = outcomeBufferOf(call.model, Date.now())
  const refusal = `${call.cohort.release} ${call.routeLabel} ${refused.status}`
  const longestMs = deadlineOf(call)
  const waitMs = refusals.waitMs(refusal, longestMs)
  const deadlineMs = Math.min(call.model.headerTimeoutMs, Math.max(waitMs, CHECK_TIMEOUT_MS))
  const attempt = attemptOn(stable, call, prepared, { kind: 'contract_check', deadlineMs })
  const checking = recorded(attempt, (isAccepted, elapsedMs) =>
    refusals.recordAnswer(refusal, isAccepted, elapsedMs, longestMs)
  )
  const second = waitMs === 0 ? undefined : await withTimeout(waitMs, checking)
  if (second === undefined) {
    if (waitMs > 0) refusals.recordLate(refusal)
    return { ...refused, check: checking.then(withoutAnswer) }
  }
  if (second.outcome !== 'success') return { ...refused, ...(await withoutAnswer(second)) }
  await discard(refused.result)
  return { result: second.result, color: stable, outcome: 'fault', finding: 'discordant' }
}

function isChecked(call: Call, prepared: PreparedRequest, status: number): boolean {
  const { pointer, model } = call
  const isCandidate = isForCandidate(call)
  if (!isCandidate) return false
  const outcome = outcomeOfStatus(status, model.statusRules)
  const other = releaseFactsOf(call, pointer.stable)
  const facts = { ...repeatFactsOf(call, prepared), status, isCandidate, outcome, other }
  return mayCheckContract(facts) && isWanted(call) && spendFailover(call, Date.now())
}

/** Remembers how stable answered a check, whoever waits for it. */
async function recorded(
  attempt: Promise<SecondAttempt>,
  record: (isAccepted: boolean, elapsedMs: number) => void
): Promise<SecondAttempt> {
  const sentAt = Date.now()
  const second = await attempt
  if (second.result.kind !== 'client_left') {
    record(second.outcome === 'success', Date.now() - sentAt)
  }
  return second
}

/** Ends a check whose answer the client does not get. */
async function withoutAnswer({ result, outcome }: SecondAttempt): Promise<ContractCheck> {
  await discard(result)
  return outcome === 'success'
    ? { outcome: 'fault', finding: 'discordant' }
    : { outcome: 'neutral', finding: undefined }
}
