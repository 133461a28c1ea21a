import { setTimeout } from 'node:timers/promises'
import type { Result } from '../../src/core/result.ts'
import { isRecord, parseJson } from '../../src/core/json.ts'
import { mayComeBack } from './connection/network-failure.ts'
import type { Failure } from './failure.ts'

/** An answer as it came, before it is read. */
export interface Reply {
  readonly status: number
  readonly headers: Pick<Headers, 'get'>
  readonly text: string
}

type Sent = Result<Reply, Failure>

/** Pauses before the second and the third attempt, in milliseconds. */
const PAUSES_MS = [300, 1_200] as const

/** No attempt begins later than this after the first one. */
const RESEND_FOR_MS = 20_000

/**
 * Sends a command, and again when its answer was lost on the way. Each attempt carries the same
 * `Idempotency-Key`, so that the router carries it out once.
 */
export function sendUntilAnswered(attempt: () => Promise<Sent>): Promise<Sent> {
  return sendWhile(isLost, attempt)
}

/** Sends a request that changes nothing, and again when its connection broke off or a proxy is busy. */
export function readUntilAnswered(attempt: () => Promise<Sent>): Promise<Sent> {
  return sendWhile(isBrief, attempt)
}

async function sendWhile(
  isAgain: (sent: Sent) => boolean,
  attempt: () => Promise<Sent>
): Promise<Sent> {
  const startedAt = Date.now()
  let sent = await attempt()
  for (const pauseMs of PAUSES_MS) {
    if (!isAgain(sent) || Date.now() - startedAt > RESEND_FOR_MS) return sent
    await setTimeout(pauseMs)
    sent = await attempt()
  }
  return sent
}

/** Whether nobody knows if the command was carried out: no answer, or none of the router's own. */
function isLost(sent: Sent): boolean {
  if (!sent.ok) return mayComeBack(sent.refusal)
  const { status, text } = sent.value
  return status === 502 || status === 503 || (status === 409 && isInProgress(text))
}

/** Whether a failure is of the kind that passes in a moment. The router's own errors are for those who wait for it. */
function isBrief(sent: Sent): boolean {
  if (!sent.ok) return sent.refusal.code === 'connection_lost'
  const { status, text } = sent.value
  return [502, 503, 504].includes(status) && !isRecord(parseJson(text))
}

/** The router is still busy with an earlier attempt of the same command. */
function isInProgress(text: string): boolean {
  const body = parseJson(text)
  const error = isRecord(body) ? body['error'] : undefined
  return isRecord(error) && error['code'] === 'command_in_progress'
}
