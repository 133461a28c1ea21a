import type { Color } from '../routing/color.ts'
import type { Pointer } from '../routing/pointer.ts'

/**
 * What an isolate counted since its last report, for one release, one time slice and one group of callers.
 * All counts are increments: reports are merged by adding.
 */
export interface Tally {
  readonly color: Color
  readonly release: string
  /** Index of the time slice in which the calls started: `floor(startedAt / SLICE_MS)`. */
  readonly slice: number
  /** Group of callers, 0 to CALLER_GROUPS - 1: a hash of what tells callers apart. */
  readonly caller: number
  /** Calls that started in the slice, whatever became of them since. */
  readonly started: number
  /** Of these: answered, and delivered to the end. What is in no other count is still running. */
  readonly success: number
  /** Of these: ended, and neither success nor fault. */
  readonly neutral: number
  readonly fault: number
  readonly overload: number
  /** Of the neutral ones: repeated on the other color, which failed them as well. */
  readonly concordant?: number
  /** Of the faults: repeated on the other color, which answered them well. */
  readonly discordant?: number
  /** First byte later than the model's objective. */
  readonly slow: number
  /** Grades given to calls of the slice since the last report, by the name of the quality. */
  readonly quality?: Readonly<Record<string, { readonly calls: number; readonly bad: number }>>
}

/** The batch of outcomes that an isolate sends to the coordinator. */
export interface Report {
  /** Identity of the isolate, drawn at its first call. */
  readonly isolate: string
  /** Grows by one with each new batch of the isolate; a resend carries the same number. */
  readonly sequence: number
  /** Revision that the isolate follows. */
  readonly revision: number
  readonly tallies: readonly Tally[]
  /** The pointer that the isolate follows, when it is newer than what the coordinator last told it (break-glass). */
  readonly pointer?: Pointer
  /** Set by a collector, which reports for many. */
  readonly group?: Group
}

/** The isolates for which a collector reports. */
export interface Group {
  /** How many of them follow which revision. */
  readonly revisions: readonly (readonly [revision: number, isolates: number])[]
  /** For how long the most silent of them has not been heard of. */
  readonly silentMs: number
}

/** What the coordinator answers to a report. */
export interface ReportReply {
  readonly pointer: Pointer
  /** Milliseconds until the isolate reports next. */
  readonly nextReportMs: number
}
