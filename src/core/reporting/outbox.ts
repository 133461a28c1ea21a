import type { ParsedReply } from './parse-report.ts'
import type { Pointer } from '../routing/pointer.ts'
import type { Report } from './report.ts'
import { retryMs, type Failure } from './schedule.ts'

/** Delivery state of one reporter: its unacknowledged report and the time of the next report. */
export interface Outbox {
  /** Random identity of the reporter, drawn when it starts. */
  readonly isolate: string
  readonly sequence: number
  /**
   * Sent again with the same sequence until it is acknowledged, so that it is counted only once.
   */
  readonly unacknowledged: Report | undefined
  readonly nextReportAt: number
  /** Failed deliveries since the last acknowledgement. */
  readonly failures: number
  /** Revision of the pointer in the last reply. */
  readonly lastAckedRevision: number
}

export function emptyOutbox(isolate: string, nextReportAt: number): Outbox {
  const empty = { sequence: 0, unacknowledged: undefined, failures: 0, lastAckedRevision: 0 }
  return { isolate, nextReportAt, ...empty }
}

/**
 * Failed deliveries after which a report is dropped, if new reports go to another report target.
 */
const MAX_REDELIVERIES = 4

/**
 * Returns the report that must be sent before a new one; undefined when there is none. It goes to
 * the report target of its first delivery, because only that target knows whether it counted the
 * report. `hasTargetChanged` means that new reports go to another report target.
 */
export function pendingReport(
  { unacknowledged, failures }: Outbox,
  hasTargetChanged: boolean
): Report | undefined {
  return hasTargetChanged && failures >= MAX_REDELIVERIES ? undefined : unacknowledged
}

/**
 * Adds a report. It carries the isolate's pointer when that is newer than the pointer of the last
 * reply (break-glass).
 */
export function withReport(
  outbox: Outbox,
  counted: Pick<Report, 'tallies' | 'inProgress' | 'times' | 'attempts' | 'repeats' | 'group'>,
  pointer: Pointer | undefined
): Outbox & { readonly unacknowledged: Report } {
  const { isolate, lastAckedRevision } = outbox
  const sequence = outbox.sequence + 1
  const revision = pointer?.revision ?? 0
  const report = { isolate, sequence, revision, ...counted }
  const isNewer = pointer !== undefined && revision > lastAckedRevision
  return { ...outbox, sequence, unacknowledged: isNewer ? { ...report, pointer } : report }
}

/**
 * Returns the outbox after a reply to `report`. A report that was sent twice may be acknowledged
 * twice: a newer report that was added meanwhile stays unacknowledged.
 */
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

/**
 * Returns the outbox after a failed delivery; the same report is sent again later. `random` is from
 * 0 to 1.
 */
export function failed(outbox: Outbox, failure: Failure, now: number, random: number): Outbox {
  const nextReportAt = now + retryMs(failure, outbox.failures, random)
  return { ...outbox, nextReportAt, failures: outbox.failures + 1 }
}

/** Classifies the error of a failed delivery. The platform marks errors of overloaded objects. */
export function failureOf(error: unknown): Failure {
  return error instanceof Error && Reflect.get(error, 'overloaded') === true ? 'overloaded' : 'gone'
}
