import type { Strengths } from './accumulate.ts'
import type { Counts, Sample, Signal } from './signal.ts'

/** What one group of callers saw in one slice: answered calls, and the bad ones among them. */
export type CallerRow = readonly [answered: number, fault: number, pressure: number, slow: number]

/** The calls that started in one slice. */
export interface Cohort {
  readonly slice: number
  readonly counts: Counts
  readonly callers: Readonly<Record<number, CallerRow>>
  readonly quality: Readonly<Record<string, Sample>>
}

/** The folded part of one signal. */
export interface Stream {
  readonly all: Strengths
  /** The same without the noisiest group of callers. */
  readonly rest: Strengths
  /** Bad calls per group of callers, fading over NOISE_SLICES. */
  readonly noise: readonly number[]
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
  readonly openSlice: number
  /** Ascending, without empty slices. */
  readonly open: readonly Cohort[]
  readonly streams: Readonly<Partial<Record<Signal, Stream>>>
  /** Answered calls per group of callers, fading over NOISE_SLICES. */
  readonly heard: readonly number[]
  /** Everything since `sinceSlice`, folded or not. */
  readonly totals: Counts
  readonly quality: Readonly<Record<string, Sample>>
}
