import type { Call } from '../call.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import { refundFailover, spendFailover } from '../reporting/reporter.ts'
import { mayRunTwice } from '../../core/routing/failover-rules.ts'
import { refusesConnections } from './reachable.ts'
import { isWanted, repeatFactsOf } from './second-attempt.ts'
import type { UpstreamResult } from './forward.ts'

/**
 * A connection that the origin had closed breaks within a round trip. An origin that worked on the
 * call takes longer.
 */
const ROUND_TRIP_MS = 100

/**
 * Whether a call whose connection broke is sent once more to the same color, before it is counted.
 * A healthy origin may close an idle connection just when a call goes out on it. `fetch` then
 * rejects as for an origin that dropped the call, and does not retry. Only a call that may be
 * processed twice is sent again, within the failover budget, so that an origin that drops calls
 * cannot hide many of them.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
 */
export async function mayResend(call: Call, prepared: PreparedRequest): Promise<boolean> {
  const { pointer, cohort, progress } = call
  const now = Date.now()
  if (!prepared.bodyKept || !mayRunTwice(repeatFactsOf(call, prepared))) return false
  if (progress.sentAt === undefined || now - progress.sentAt > ROUND_TRIP_MS) return false
  if (!isWanted(call) || (await refusesConnections(pointer.slots[cohort.color].origin)))
    return false
  return spendFailover(call, now)
}

/**
 * Records the result of a call that was sent again. One that broke again hid nothing: its failover
 * goes back to the budget, which the other color needs while an origin breaks each connection.
 */
export function recordResent(call: Call, result: UpstreamResult): UpstreamResult {
  if (result.kind === 'unreachable') refundFailover(call, Date.now())
  return result
}
