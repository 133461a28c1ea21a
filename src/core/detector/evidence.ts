import type { SrStatistics } from './statistic.ts'
import type { CallerRow, Counted, Counts, Sample, Signal } from './counts.ts'

/** Failed calls that were repeated on the other color: it failed them as well, or answered them well. */
export type Pairs = Pick<Counts, 'concordant' | 'discordant'>

/** The calls that started in one slice. */
export interface Cohort extends Counted {
  readonly slice: number
  /** Ascending, without silent groups. */
  readonly callers: readonly CallerRow[]
}

/** The folded part of one signal. */
export interface Stream {
  readonly all: SrStatistics
  /** The same without the group of callers that stood out at the time. */
  readonly withoutOutlier: SrStatistics
  /** Bad calls per group of callers, fading over NOISE_SLICES. */
  readonly badByCaller: readonly number[]
  /** What the color shows of late: a sample that fades over PAST_SLICES. */
  readonly past: Sample
}

/**
 * All that is remembered of a release: counts of the slices whose outcomes can still arrive, and the sum of the older
 * ones. Plain data of bounded size, made to be stored.
 */
export interface Evidence {
  /** Calls that started before this slice do not count. */
  readonly sinceSlice: number
  /** Slices before this one are folded. */
  readonly watermark: number
  /** Ascending, without empty slices. */
  readonly open: readonly Cohort[]
  readonly streams: Readonly<Partial<Record<Signal, Stream>>>
  /** Answered calls per group of callers, fading over NOISE_SLICES. */
  readonly answeredByCaller: readonly number[]
  /** Matched pairs, fading over PAIR_SLICES. */
  readonly pairs: Pairs
  /** Everything since `sinceSlice`, folded or not. */
  readonly totals: Counts
  readonly callers: readonly CallerRow[]
  readonly quality: Readonly<Record<string, Sample>>
}
