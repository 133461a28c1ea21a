import type { Color } from '../routing/color.ts'
import type { Pointer } from '../routing/pointer.ts'

/**
 * Counts of an isolate since its last report, for one release, one time slice and one caller group.
 * All counts are increments, so tallies are merged by adding.
 */
export interface Tally {
  readonly color: Color
  readonly release: string
  /** Index of the time slice in which the calls started: `floor(startedAt / SLICE_MS)`. */
  readonly slice: number
  /** Caller group, 0 to CALLER_GROUPS - 1: a hash of the caller's identity. */
  readonly caller: number
  /** Calls that started in the slice, ended or not. */
  readonly started: number
  /** Of these, calls whose answer was delivered to the end. Calls without an outcome still run. */
  readonly success: number
  /** Of these, calls that ended with a neutral outcome. */
  readonly neutral: number
  readonly fault: number
  readonly overload: number
  /** Of the neutral calls: repeated on the other color, which failed them too. */
  readonly concordant?: number
  /** Of the faults: repeated on the other color, which answered them successfully. */
  readonly discordant?: number
  /** Calls whose first byte came later than the model's objective. */
  readonly slow: number
  /** Grades given since the last report to calls of the slice, by the name of the quality. */
  readonly quality?: Readonly<Record<string, { readonly calls: number; readonly bad: number }>>
}

/** A batch of counts that an isolate sends to its report target. */
export interface Report {
  /** Identity of the isolate, drawn at its first call. */
  readonly isolate: string
  /** Grows by one with each new batch of the isolate; a resend carries the same number. */
  readonly sequence: number
  /** Revision of the pointer that the isolate follows. */
  readonly revision: number
  readonly tallies: readonly Tally[]
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
}
