import type { Color } from '../routing/color.ts'
import type { Strongest } from './evidence-ratios.ts'

/**
 * The strongest evidence against the judged color at a time, with the calls since the sample
 * before. Stored and shown as it is.
 */
export interface EvidenceSample {
  /** Time in milliseconds since 1970. Grows from sample to sample. */
  readonly at: number
  readonly color: Color
  /** Share of the keys of the color, in per cent. */
  readonly share: number
  /** Logarithm of the evidence, divided by that of the threshold, rounded down: 1 is the threshold. */
  readonly ratio: number
  /** Null when the ratio is 0. */
  readonly signal: string | null
  /** The calls that the evidence is about, in words; absent for all calls. */
  readonly scope?: string
  /** Calls that ended: success, fault, overload and neutral. */
  readonly calls: number
  readonly faults: number
}

/**
 * Milliseconds between two samples during a rollout, and while there is evidence. The counts are
 * stored about a second apart, and each time a sample is due.
 */
const FINE_MS = 900
/** Milliseconds between two samples of a color at rest without evidence. */
const REST_MS = 10_000
/** Samples in a block of the stored series have the same interval of 15 minutes. */
const BLOCK_MS = 900_000
/** Blocks that keep every sample: the one of now, and the one before. */
export const FINE_BLOCKS = 2
/** Blocks that are kept: those of 24 hours. */
export const KEPT_BLOCKS = 96
/** Samples of a block that is not thin: one a second, and one for each decision. */
const MAX_FINE = 1_200
/** Milliseconds for which one sample of a color is left in an older block. */
const THIN_MS = 60_000

/** Returns the block of a time. */
export function blockOf(at: number): number {
  return Math.floor(at / BLOCK_MS)
}

/** What decides whether a sample is due: the phase, and the evidence now. */
interface Moment {
  readonly isAtRest: boolean
  readonly ratio: number
  readonly now: number
}

/** Whether a sample is due. After a clock was set back it is. */
export function isSampleDue(
  last: Pick<EvidenceSample, 'at' | 'ratio'> | undefined,
  { isAtRest, ratio, now }: Moment
): boolean {
  if (last === undefined) return true
  const passed = now - last.at
  const every = isAtRest && last.ratio === 0 && ratio === 0 ? REST_MS : FINE_MS
  return passed < 0 || passed >= every
}

/** What a sample shows. */
interface Sampled {
  readonly now: number
  readonly color: Color
  readonly share: number
  readonly strongest: Strongest
  readonly calls: number
  readonly faults: number
}

/** Returns a sample that is later than the last one. */
export function sampleAfter(
  last: Pick<EvidenceSample, 'at'> | undefined,
  { now, color, share, strongest, calls, faults }: Sampled
): EvidenceSample {
  const { signal, scope } = strongest
  // Rounded up it could show a threshold that was not reached.
  const ratio = Math.floor(strongest.ratio * 1000) / 1000
  return {
    at: Math.max(now, (last?.at ?? 0) + 1),
    color,
    share,
    ratio,
    signal: ratio === 0 ? null : (signal ?? null),
    ...(ratio === 0 || scope === undefined ? {} : { scope }),
    calls,
    faults,
  }
}

/**
 * Returns one sample of each color a minute: the strongest, with the calls of all. Thinning what is
 * thin changes nothing.
 */
export function thinned(samples: readonly EvidenceSample[]): readonly EvidenceSample[] {
  const groups = Map.groupBy(samples, ({ at, color }) => `${Math.floor(at / THIN_MS)}/${color}`)
  return [...groups.values()].map(strongestIn).toSorted((a, b) => a.at - b.at)
}

/**
 * Returns the samples of a block, thinned when there are too many: after a clock was set back by
 * hours, all samples until then have times of the same minute.
 */
export function bounded(samples: readonly EvidenceSample[]): readonly EvidenceSample[] {
  return samples.length > MAX_FINE ? thinned(samples) : samples
}

function strongestIn(samples: readonly EvidenceSample[]): EvidenceSample {
  const strongest = samples.reduce((best, one) => (one.ratio > best.ratio ? one : best))
  const sumOf = (name: 'calls' | 'faults') => samples.reduce((sum, one) => sum + one[name], 0)
  return { ...strongest, calls: sumOf('calls'), faults: sumOf('faults') }
}
