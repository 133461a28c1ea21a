import type { Causes } from './causes.ts'
import type { Counts, Signal } from './counts.ts'
import type { SrStatistics } from './statistic.ts'

/** Counts of one caller group on one route class. */
export interface Row {
  /** Index into the evidence's routes. */
  readonly route: number
  /**
   * Caller group; 0 is the group of strangers, and -1 the group of rows that were merged to save
   * room.
   */
  readonly caller: number
  readonly counts: Counts
  /** How the bad calls failed. Only rows of open slices and of the totals have causes. */
  readonly causes?: Causes | undefined
}

/**
 * Grades by the name of the quality, one row for each caller group of the graded calls. Who sends
 * the grades does not matter. A graded call counts as started, and a bad grade as a fault.
 */
export type Grades = Readonly<Record<string, readonly Row[]>>

/** The calls that started in one slice. */
export interface Cohort {
  readonly slice: number
  /** One row for each route class and caller group that had calls; ascending by both. */
  readonly rows: readonly Row[]
  readonly quality: Grades
}

/**
 * The calls that a test counts: all of them; those of known callers, without strangers; those of
 * known callers except the one that makes the most calls; or those of one route class. Calls in
 * progress count as good, so a caller that keeps many of them waiting dilutes the failures of all.
 * It cannot dilute those of a scope that leaves it out.
 */
export type Scope = 'all' | 'known' | 'others' | `route:${number}`

/** The key of a test: its scope and its signal. */
export type TestKey = `${Scope}/${Signal}`

/** The compacted part of one test. */
export interface Stream {
  readonly full: SrStatistics
  /** The statistics without strangers and without the outlier at the time. */
  readonly robust: SrStatistics
}

/**
 * The evidence on a release: the slices whose outcomes can still arrive, and summaries of the older
 * ones. Plain data of bounded size that can be stored.
 */
export interface Evidence {
  /** First slice whose calls count. */
  readonly sinceSlice: number
  /** First slice that is not compacted. */
  readonly watermark: number
  /** Labels of the route classes; the first is `other`. */
  readonly routes: readonly string[]
  /** Ascending by slice, without empty slices. */
  readonly open: readonly Cohort[]
  /** Matched pairs of the newest compacted slices. They count for the oldest open ones. */
  readonly pairs: readonly Cohort[]
  readonly streams: Readonly<Partial<Record<TestKey, Stream>>>
  /** Rows of compacted slices, decayed as of the watermark with RECENT_DECAY_SLICES. */
  readonly recent: readonly Row[]
  /** Rows of all slices since `sinceSlice`, compacted or not. */
  readonly rows: readonly Row[]
  /** Grades of compacted slices. */
  readonly quality: Grades
}

/** The label of the route class for all routes without a class of their own. */
export const OTHER_ROUTE = 'other'

/** Returns evidence without calls. */
export function emptyEvidence(sinceSlice: number): Evidence {
  return {
    sinceSlice,
    watermark: sinceSlice,
    routes: [OTHER_ROUTE],
    open: [],
    pairs: [],
    streams: {},
    recent: [],
    rows: [],
    quality: {},
  }
}
