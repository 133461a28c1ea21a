import { failureOf } from '../core/reporting/outbox.ts'
import { parseReply, type ParsedReply } from '../core/reporting/parse-report.ts'
import type { Report } from '../core/reporting/report.ts'
import type { Failure } from '../core/reporting/schedule.ts'
import { withTimeout } from './with-timeout.ts'

/** A report that is not acknowledged within this time counts as failed and is sent again. */
export const REPORT_TIMEOUT_MS = 5_000

/** A Durable Object that takes reports: the coordinator or a collector. */
interface ReportReceiver {
  readonly report: (report: Report) => Promise<unknown>
}

/** Result of sending a report. */
export type Delivery =
  | { readonly kind: 'acknowledged'; readonly reply: ParsedReply }
  | { readonly kind: 'failed'; readonly why: Failure }

/**
 * Sends a report and waits for the reply. Never throws; after a failure the caller sends it again.
 */
export async function sendReport(receiver: ReportReceiver, report: Report): Promise<Delivery> {
  try {
    const sent = { ...report, sentAt: Date.now() }
    const answer = await withTimeout(REPORT_TIMEOUT_MS, receiver.report(sent))
    if (answer === undefined) return { kind: 'failed', why: 'silent' }
    return { kind: 'acknowledged', reply: parseReply(answer) }
  } catch (error) {
    return { kind: 'failed', why: failureOf(error) }
  }
}
