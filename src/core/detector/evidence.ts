import type { Counts, Sample, Signal } from './counts.ts'
import type { SrStatistics } from './statistic.ts'

/** Counts of one caller group on one route class. */
export interface Row {
  /** Index into the evidence's routes. */
  readonly route: number
  /** Caller group; 0 is the group of strangers, and -1 that of rows which were merged to save room. */
  readonly caller: number
  readonly counts: Counts
}

/** The calls that started in one slice. */
export interface Cohort {
  readonly slice: number
  /** One row for each route class and caller group that had calls; ascending by both. */
  readonly rows: readonly Row[]
  /** Grades by the name of the quality. They are not told apart by caller. */
  readonly quality: Readonly<Record<string, Sample>>
}

/**
 * Which calls a test looks at: all of them; those of known callers, without strangers; those of known callers without
 * the one that makes the most calls; or those of one route class. Calls in progress count as good, so a caller that
 * keeps many of them waiting dilutes the failures of all; it cannot dilute those of a scope that leaves it out.
 */
export type Scope = 'all' | 'known' | 'others' | `route:${number}`

/** The key of a test: its scope and its signal. */
export type TestKey = `${Scope}/${Signal}`

/** The compacted part of one test. */
export interface Stream {
  readonly full: SrStatistics
  /** The same without strangers and without the caller that stood out at the time. */
  readonly robust: SrStatistics
}

/**
 * Everything that is remembered about a release: the slices whose outcomes can still arrive, and summaries of the older
 * ones. Plain data of bounded size, made to be stored.
 */
export interface Evidence {
  /** Calls that started before this slice do not count. */
  readonly sinceSlice: number
  /** Slices before this one are compacted. */
  readonly watermark: number
  /** Labels of the route classes; the first is `other`. */
  readonly routes: readonly string[]
  /** Ascending by slice, without empty slices. */
  readonly open: readonly Cohort[]
  /** Matched pairs of the newest compacted slices: they say something of the oldest open ones. */
  readonly pairs: readonly Cohort[]
  readonly streams: Readonly<Partial<Record<TestKey, Stream>>>
  /** Rows of compacted slices, decayed as of the watermark with RECENT_DECAY_SLICES. */
  readonly recent: readonly Row[]
  /** Rows of everything since `sinceSlice`, compacted or not. */
  readonly rows: readonly Row[]
  readonly quality: Readonly<Record<string, Sample>>
}

/** The label of the route class that takes every route without a class of its own. */
export const OTHER_ROUTE = 'other'

/** Evidence without a single call. */
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
