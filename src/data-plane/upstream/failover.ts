import type { Color } from '../../core/routing/color.ts'
import { outcomeOf, outcomeOfStatus, type Outcome } from '../../core/outcomes/outcome.ts'
import { liveOf, understudyOf } from '../../core/routing/pointer.ts'
import {
  findingOf,
  mayCrossExamine,
  mayReplay,
  neverReachedOrigin,
  outcomeOfPair,
  type FirstFailure,
  type PairFinding,
} from '../../core/routing/failover-rules.ts'
import type { Call } from '../call.ts'
import { discard, forward, type Head } from './forward.ts'
import { withCredentials, type Prepared } from '../request/prepare-request.ts'
import { refusesConnections } from './reachable.ts'
import { spendReplay } from '../reporting/reporter.ts'

/** The answer that a client gets, and what is known of the live color by then. */
export interface Settled {
  readonly head: Head
  /** The color that the answer comes from. */
  readonly color: Color
  /** Set when the outcome no longer depends on the body of the answer. */
  readonly outcome: Outcome | undefined
  /** What a repetition said of the other color. */
  readonly finding: PairFinding | undefined
}

/** What came of asking stable about a refusal. A mistake that both refuse says nothing of faults. */
export interface Examined {
  readonly outcome: Outcome
  readonly finding: PairFinding | undefined
}

/** Repeats a call on the other color when the live one failed it before its first byte and policy and budget allow it. */
export async function settle(call: Call, prepared: Prepared, head: Head): Promise<Settled> {
  const first = outcomeOfHead(head, call)
  const alone: Settled = { head, color: call.booking.color, outcome: undefined, finding: undefined }
  if (first !== 'fault' || head.kind === 'client_left') return alone
  const understudy = understudyOf(call.pointer)
  if (understudy === undefined || !(await isAllowed(call, prepared, head))) return alone
  const second = await repeat(call, prepared, understudy)
  // The client left before the other color had its say: the fault was there before, and is no pair.
  if (second.kind === 'client_left') return alone
  const secondOutcome = outcomeOfHead(second, call)
  const outcome = outcomeOfPair(first, secondOutcome)
  const finding = findingOf(secondOutcome)
  if (secondOutcome !== 'success') {
    await discard(second)
    return { ...alone, outcome, finding }
  }
  await discard(head)
  return { head: second, color: understudy, outcome, finding }
}

/**
 * During a bake, asks stable about a call that the candidate refused as the caller's mistake. Stable takes it → the
 * candidate breaks its contract, and that is a fault; stable refuses it too → the caller was wrong.
 */
export async function crossExamine(call: Call, prepared: Prepared): Promise<Examined> {
  const second = await repeat(call, prepared, call.pointer.stable)
  const outcome = outcomeOfHead(second, call)
  await discard(second)
  return outcome === 'success'
    ? { outcome: 'fault', finding: 'convicted' }
    : { outcome: 'neutral', finding: undefined }
}

/** Whether a refusal by the live color is cross-examined: during a bake, and within the budget of replays. */
export function isCrossExamined(call: Call, prepared: Prepared, status: number): boolean {
  const { pointer, model } = call
  const outcome = outcomeOfStatus(status, model.statusRules)
  const onTrial = liveOf(pointer) !== pointer.stable
  const { bodyKept } = prepared
  if (!mayCrossExamine({ status, outcome, onTrial, bodyKept })) return false
  return isWanted(call) && spendReplay(model, Date.now())
}

/** Neither the model's configuration nor the call itself forbids that it is sent twice. */
function isWanted({ model, request }: Call): boolean {
  return model.replay.enabled && request.headers.get('x-bluegreen-replay') !== 'never'
}

async function isAllowed(call: Call, prepared: Prepared, head: Head): Promise<boolean> {
  const { model, request } = call
  const { bodyKept } = prepared
  if (!bodyKept || !isWanted(call)) return false
  const repeatable = isRepeatable(request)
  const failure = await failureOf(call, head, repeatable)
  if (!mayReplay({ failure, bodyKept, repeatable, understudy: true })) return false
  return spendReplay(model, Date.now())
}

/** Processing it twice does no harm: a safe method, or a key by which the origin knows it again. */
function isRepeatable({ method, headers }: Request): boolean {
  return safeMethods.has(method) || headers.has('idempotency-key')
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

async function failureOf(call: Call, head: Head, repeatable: boolean): Promise<FirstFailure> {
  if (head.kind === 'answered') {
    return { kind: neverReachedOrigin(head.response.status) ? 'refused' : 'fault_status' }
  }
  if (head.kind === 'header_timeout' || repeatable) return { kind: 'taken' }
  const { origin } = call.pointer.slots[call.booking.color]
  return { kind: (await refusesConnections(origin)) ? 'refused' : 'taken' }
}

async function repeat(call: Call, prepared: Prepared, color: Color): Promise<Head> {
  const { env, model, pointer, rest } = call
  const outgoing = withCredentials(prepared.outgoing, env, model, color)
  return forward(pointer.slots[color].origin + rest, outgoing, model)
}

function outcomeOfHead(head: Head, { model }: Call): Outcome {
  if (head.kind !== 'answered') return outcomeOf({ kind: head.kind }, model.statusRules)
  return outcomeOfStatus(head.response.status, model.statusRules)
}
