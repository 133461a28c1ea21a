import type { Causes } from '../detector/causes.ts'
import type { Counts, Sample } from '../detector/counts.ts'
import type { Color } from '../routing/color.ts'

/** Length of a time slice. A shorter one gains little: a failure counts at the next report, not at the end of its slice. */
export const SLICE_MS = 1000

/** What the calls of one tally have in common. */
export interface CohortKey {
  readonly color: Color
  readonly release: string
  /** Index of the time slice in which the calls started: `floor(startedAt / SLICE_MS)`. */
  readonly slice: number
  /** Caller group: 0 for strangers, else 1 to CALLER_GROUPS - 1. */
  readonly caller: number
  /** Label of the route class. */
  readonly route: string
}

/**
 * Unreported counts of one release, time slice, caller group and route class. All counts are increments: reports are
 * merged by adding.
 */
export interface Tally extends CohortKey, Counts {
  /** Grades given to calls of the slice since the last report, by the name of the quality. */
  readonly quality?: Readonly<Record<string, Sample>>
  /** How the bad calls failed. Absent when there are none. */
  readonly causes?: Causes | undefined
}

/** The names of a tally's counts. */
export const countNames = [
  'started',
  'success',
  'neutral',
  'fault',
  'overload',
  'slow',
  'lost',
  'early',
  'concordant',
  'discordant',
] as const satisfies readonly (keyof Counts)[]
