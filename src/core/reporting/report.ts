import type { Pointer } from '../routing/pointer.ts'
import type { CallTimes } from './call-times.ts'
import type { InProgress } from './in-progress.ts'
import type { ShadowReport } from '../shadow/shadow-report.ts'
import type { RepeatCounts } from './repeats.ts'
import type { RouterFaults } from './router-faults.ts'
import type { AttemptCounts } from './second-attempts.ts'
import type { Tally } from './tally.ts'

/** A batch of counts that an isolate sends to its report target. */
export interface Report {
  /** Identity of the isolate, drawn at its first call. */
  readonly isolate: string
  /** Grows by one with each new batch of the isolate; a resend carries the same number. */
  readonly sequence: number
  /**
   * Time of this sending by the isolate's clock, in milliseconds since 1970. It shows the difference
   * of the clocks. A resend carries its own time.
   */
  readonly sentAt?: number
  /** Revision of the pointer that the isolate follows. */
  readonly revision: number
  readonly tallies: readonly Tally[]
  /** Calls that have started and have no outcome yet, as of the report. */
  readonly inProgress?: readonly InProgress[]
  /** Times of calls since the last report. */
  readonly times?: readonly CallTimes[]
  /** Second attempts since the last report. Absent when there are none. */
  readonly attempts?: readonly AttemptCounts[]
  /** Answers of each color to calls that were repeated there. Absent when there are none. */
  readonly repeats?: readonly RepeatCounts[]
  /** Failures of the router itself since the last report. Absent when there are none. */
  readonly routerFaults?: RouterFaults
  /** What copies of calls showed. Absent when there are none. */
  readonly shadow?: ShadowReport
  /** The isolate's pointer, when it is newer than the pointer of the last reply (break-glass). */
  readonly pointer?: Pointer
  /** Set by a collector, which reports for a group of isolates. */
  readonly group?: Group
}

/** The isolates that report to a collector. */
export interface Group {
  /** Number of isolates per revision that they follow. */
  readonly revisions: readonly (readonly [revision: number, isolates: number])[]
  /** Milliseconds since the last report of the isolate that has been silent longest. */
  readonly silentMs: number
}

/** Reply of a coordinator or collector to a report. */
export interface ReportReply {
  readonly pointer: Pointer
  /** Milliseconds until the isolate reports next. */
  readonly nextReportMs: number
  /** Objectives for the time to first byte by route class, learned from stable; in milliseconds. */
  readonly objectivesMs?: Readonly<Record<string, number>>
}
