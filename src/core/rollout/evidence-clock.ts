import type { Cohort, Evidence } from '../detector/evidence.ts'
import type { Report } from '../reporting/report.ts'
import { SLICE_MS, type Tally } from '../reporting/tally.ts'
import type { Release } from './state.ts'

/** Slices by which the clocks of isolates and coordinator may differ without a correction. */
const MAX_SKEW = 60

/** Slices by which the evidence may be ahead of the coordinator's clock. */
const MAX_AHEAD = 10

/**
 * Returns the report with its slices by the receiver's clock. `revision` is that of the receiver's
 * pointer. Each receiver does this before it adds reports up, because each isolate has a clock of
 * its own.
 */
export function alignedReport(report: Report, revision: number | undefined, now: number): Report {
  const skew = skewOf(report, revision, now)
  if (Math.abs(skew) <= MAX_SKEW) return report
  const tallies = report.tallies.map((tally) => moved(tally, skew))
  const repeats = report.repeats?.map((counts) => moved(counts, skew))
  const shadow = movedShadow(report.shadow, skew)
  const inProgress = report.inProgress?.map((calls) =>
    calls.starts === undefined ? calls : { ...calls, starts: moved(calls.starts, skew) }
  )
  return {
    ...report,
    tallies,
    ...(repeats === undefined ? {} : { repeats }),
    ...(shadow === undefined ? {} : { shadow }),
    ...(inProgress === undefined ? {} : { inProgress }),
  }
}

function movedShadow(shadow: Report['shadow'], slices: number): Report['shadow'] {
  if (shadow === undefined) return undefined
  return { ...shadow, tallies: shadow.tallies.map((tally) => moved(tally, slices)) }
}

function moved<Placed extends { readonly slice: number }>(placed: Placed, slices: number): Placed {
  return { ...placed, slice: Math.max(0, placed.slice + slices) }
}

/**
 * Returns the slices by which an isolate's clock is behind. A report of an older version does not
 * carry its time; nor does the time count when the clock was set back after the calls had started.
 * Then an isolate that follows the current revision shows the time by its newest calls, which have
 * just started.
 */
function skewOf(
  { tallies, sentAt, revision: followed }: Report,
  revision: number | undefined,
  now: number
): number {
  const newest = newestStart(tallies)
  if (sentAt !== undefined && newest <= sliceOf(sentAt) + MAX_SKEW) {
    return sliceOf(now) - sliceOf(sentAt)
  }
  const isCurrent = revision !== undefined && followed >= revision
  return isCurrent && newest !== -Infinity ? sliceOf(now) - newest : 0
}

function newestStart(tallies: readonly Tally[]): number {
  return tallies.reduce(
    (most, { slice, started }) => (started > 0 ? Math.max(most, slice) : most),
    -Infinity
  )
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
