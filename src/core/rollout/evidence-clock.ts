import type { Cohort, Evidence } from '../detector/evidence.ts'
import { SLICE_MS, type Tally } from '../reporting/tally.ts'
import type { Release } from './state.ts'

/** Slices by which the clocks of isolates and coordinator may differ without a correction. */
const MAX_SKEW = 60

/** Slices by which the evidence may be ahead of the coordinator's clock. */
const MAX_AHEAD = 10

/**
 * Returns the tallies of one report with their slices by the coordinator's clock. The newest calls
 * of a report have just started: when they are far from now, one of the clocks is wrong.
 */
export function alignedTallies(tallies: readonly Tally[], now: number): readonly Tally[] {
  const newest = tallies.reduce(
    (most, { slice, started }) => (started > 0 ? Math.max(most, slice) : most),
    -Infinity
  )
  const skew = sliceOf(now) - newest
  if (newest === -Infinity || Math.abs(skew) <= MAX_SKEW) return tallies
  return tallies.map((tally) => ({ ...tally, slice: Math.max(0, tally.slice + skew) }))
}

/**
 * Returns the tallies that count for a release. Those between `countsFrom` and the start of the
 * evidence are moved to its start: an isolate whose clock is behind started them after it.
 */
export function countedTallies(
  tallies: readonly Tally[],
  countsFrom: number,
  { sinceSlice }: Evidence
): readonly Tally[] {
  return tallies
    .filter(({ slice }) => slice >= countsFrom)
    .map((tally) => (tally.slice < sinceSlice ? { ...tally, slice: sinceSlice } : tally))
}

/**
 * Returns the first slice that counts for a color that takes the traffic from now on, by clocks
 * that may be behind. Calls that started before `lostAt`, when the color last lost the traffic,
 * never count.
 */
export function countsFromOf(now: number, lostAt: number | undefined): number {
  const slice = sliceOf(now)
  const earliest = slice - MAX_SKEW
  if (lostAt === undefined) return earliest
  return Math.min(slice, Math.max(earliest, sliceOf(lostAt) + 1))
}

/** Whether a call was of an earlier release in its color. The id of a call does not name it. */
export function isBeforeStaging(slice: number, { staging, stagedAt }: Release): boolean {
  return staging > 0 && slice < sliceOf(stagedAt)
}

/** Evidence, and the first slice that counts for it. */
interface Counting {
  readonly evidence: Evidence
  readonly countsFrom: number
}

/**
 * Returns the evidence adjusted to a clock that was set back; the same evidence otherwise. Without
 * this, the slices of the next calls would be before its start.
 */
export function followedClock(counting: Counting, now: number): Counting {
  const { evidence, countsFrom } = counting
  const { sinceSlice, watermark, open } = evidence
  const newest = Math.max(sinceSlice, watermark, open.at(-1)?.slice ?? 0)
  const ahead = newest - sliceOf(now)
  if (ahead <= MAX_AHEAD) return counting
  const earlier = {
    ...evidence,
    sinceSlice: sinceSlice - ahead,
    watermark: watermark - ahead,
    open: shifted(open, ahead),
    pairs: shifted(evidence.pairs, ahead),
  }
  return { evidence: earlier, countsFrom: countsFrom - ahead }
}

function shifted(cohorts: readonly Cohort[], slices: number): readonly Cohort[] {
  return cohorts.map((cohort) => ({ ...cohort, slice: cohort.slice - slices }))
}

export function sliceOf(ms: number): number {
  return Math.floor(ms / SLICE_MS)
}
