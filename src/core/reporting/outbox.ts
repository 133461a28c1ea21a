import type { ParsedReply } from './parse-report.ts'
import type { Pointer } from '../routing/pointer.ts'
import type { Report } from './report.ts'
import { retryMs, type Failure } from './schedule.ts'

/** A reporter's side of reporting: what was sent and not acknowledged, and when it is to report next. */
export interface Outbox {
  /** Identity of the reporter, drawn when it starts. */
  readonly isolate: string
  readonly sequence: number
  /** Sent again under the same sequence until it is acknowledged, so that twice is harmless. */
  readonly unacknowledged: Report | undefined
  readonly nextReportAt: number
  /** How often nobody took a report since the last one that was taken. */
  readonly failures: number
  /** The revision that was told last. */
  readonly lastAckedRevision: number
}

export function emptyOutbox(isolate: string, nextReportAt: number): Outbox {
  const nothing = { sequence: 0, unacknowledged: undefined, failures: 0, lastAckedRevision: 0 }
  return { isolate, nextReportAt, ...nothing }
}

/** A report that goes out this often and is not acknowledged is lost, once the next ones go to another report target. */
const MAX_REDELIVERIES = 4

/**
 * The report that is to go out before any other: only the report target that it first went to knows whether it counted it.
 * `hasMoved` says that the next ones go to another report target.
 */
export function pendingReport(
  { unacknowledged, failures }: Outbox,
  hasTargetChanged: boolean
): Report | undefined {
  return hasTargetChanged && failures >= MAX_REDELIVERIES ? undefined : unacknowledged
}

/** Puts a report in. The pointer that is followed goes along when it is newer than what was told (break-glass). */
export function withReport(
  outbox: Outbox,
  counted: Pick<Report, 'tallies' | 'group'>,
  pointer: Pointer | undefined
): Outbox & { readonly unacknowledged: Report } {
  const { isolate, lastAckedRevision } = outbox
  const sequence = outbox.sequence + 1
  const revision = pointer?.revision ?? 0
  const report = { isolate, sequence, revision, ...counted }
  const isNews = pointer !== undefined && revision > lastAckedRevision
  return { ...outbox, sequence, unacknowledged: isNews ? { ...report, pointer: pointer } : report }
}

/** After a reply. A report that was sent twice may be acknowledged when the next one is in already. */
export function acknowledged(
  outbox: Outbox,
  report: Report,
  { pointer, nextReportMs }: ParsedReply,
  now: number
): Outbox {
  const { unacknowledged } = outbox
  return {
    ...outbox,
    unacknowledged: unacknowledged === report ? undefined : unacknowledged,
    nextReportAt: now + nextReportMs,
    failures: 0,
    lastAckedRevision: pointer?.revision ?? outbox.lastAckedRevision,
  }
}

/** After a report that nobody took: the same goes out again later. `dice` is from 0 to 1. */
export function failed(outbox: Outbox, why: Failure, now: number, random: number): Outbox {
  const nextReportAt = now + retryMs(why, outbox.failures, random)
  return { ...outbox, nextReportAt, failures: outbox.failures + 1 }
}

/** What an error says of the one that should have taken a report. The platform marks those that have too much to do. */
export function failureOf(error: unknown): Failure {
  return error instanceof Error && Reflect.get(error, 'overloaded') === true ? 'overloaded' : 'gone'
}
