import { SLICE_MS } from '../reporting/tally.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'
import type { Segment } from './max-scoring-segment.ts'
import type { BreadthInput } from './robust-evidence.ts'
import { RECENT_DECAY_SLICES, recentRows, rowsBetween, sumOf } from './rows.ts'
import { isIn } from './scope.ts'
import type { SignalTest } from './signal-test.ts'
import { rowsOnStable, worstRun } from './worst-run.ts'

/** Chance of seeing so few good calls, as a logarithm, below which they are missing: one in a million. */
const LOG_CHANCE = Math.log(1e-6)
/** Time for which calls of the moment may still be on their way in a report. */
const REPORT_LAG_MS = 500

/** The callers whose good calls may be missing; everybody's without `of`. */
interface Missing {
  readonly of?: ReadonlySet<number>
  /** Callers that must have made at least half as many calls in the meantime. */
  readonly successors?: ReadonlySet<number>
}

/**
 * Whether callers have less than half of the good calls that they had before, while the evidence was at its worst. While both
 * colors take calls, good calls on stable are not missing.
 */
export function hasLostGoodCalls(
  { candidate, slices, reference, now }: BreadthInput,
  history: Evidence,
  test: SignalTest,
  { of, successors }: Missing
): boolean {
  const run = worstRun(slices, test)
  if (run === undefined) return false
  const scope = test.scope.startsWith('route:') ? test.scope : 'all'
  const rowsOf = (rows: readonly Row[], callers?: ReadonlySet<number>): readonly Row[] =>
    rows.filter((row) => isIn(row, { ...test, scope }) && (callers?.has(row.caller) ?? true))
  const before = [history, candidate].map(
    (one) => servedOf(rowsOf(recentRows(one), of), test) / spanOf(one)
  )
  const onStable = rowsOf(rowsOnStable(reference, run), of)
  const length = slicesOf(run, candidate.sinceSlice, now)
  const past = pastOf(history, candidate, run, onStable.length > 0)
  const usual = Math.max(...before) * length
  const all = Math.min(
    usual,
    leastIn(past, length, (own) => goodOf(rowsOf(own, of), test))
  )
  const rows = rowsBetween(candidate.open, run.from, run.to)
  const own = rowsOf(rows, of)
  const expected = of === undefined ? all : all * startedShare(own, onStable)
  const elsewhere = of === undefined ? goodOf(onStable, test) : 0
  if (!isTooFew(goodOf(own, test) + elsewhere, expected)) return false
  return successors === undefined || sumOf(rowsOf(rows, successors)).started >= expected / 2
}

/** The share of the calls that started on the candidate. */
function startedShare(own: readonly Row[], onStable: readonly Row[]): number {
  const started = sumOf(own).started
  return started / Math.max(1, started + sumOf(onStable).started)
}

/** The open slices before a run, of both colors while both take calls. */
function pastOf(
  history: Evidence,
  candidate: Evidence,
  { from }: Segment,
  isSplit: boolean
): readonly Cohort[] {
  if (history === candidate) return rowsBefore(candidate.open, from)
  if (!isSplit) return history.open
  // Of the compacted slices, only stable's may still be open.
  const first = candidate.watermark > candidate.sinceSlice ? candidate.watermark : -Infinity
  const cohorts = [...history.open, ...candidate.open]
  return rowsBefore(cohorts, from).filter(({ slice }) => slice >= first)
}

function rowsBefore(cohorts: readonly Cohort[], slice: number): readonly Cohort[] {
  return cohorts.filter((one) => one.slice < slice)
}

/**
 * Returns the fewest calls in any window of a length in slices; Infinity when there is no such window. Bursty callers are
 * silent at times. The first and the last slice are left out, because a switch may have cut them.
 */
function leastIn(
  cohorts: readonly Cohort[],
  length: number,
  count: (rows: readonly Row[]) => number
): number {
  const bySlice = new Map<number, number>()
  for (const { slice, rows } of cohorts) {
    bySlice.set(slice, (bySlice.get(slice) ?? 0) + count(rows))
  }
  const first = Math.min(...bySlice.keys()) + 1
  const last = Math.max(...bySlice.keys()) - 1
  const size = Math.ceil(length)
  let least = Infinity
  let sum = 0
  for (let slice = first; slice <= last; slice++) {
    sum += (bySlice.get(slice) ?? 0) - (slice - size < first ? 0 : (bySlice.get(slice - size) ?? 0))
    if (slice - size + 1 >= first) least = Math.min(least, sum)
  }
  return least
}

/**
 * Whether so few calls are less than half of those expected, and not by chance: the logarithm of the chance is at most
 * this (Chernoff's bound on the tail of a Poisson distribution).
 */
function isTooFew(calls: number, expected: number): boolean {
  if (calls >= expected / 2) return false
  const surplus = calls === 0 ? 0 : calls * Math.log(calls / expected)
  return calls - expected - surplus <= LOG_CHANCE
}

/**
 * The length of a run in slices, without its parts in which the color had no traffic yet: those before the switch, which
 * was some time in the first slice, and those of which no report may have come.
 */
function slicesOf({ from, to }: Segment, sinceSlice: number, now: number): number {
  const end = Math.min(to + 1, (now - REPORT_LAG_MS) / SLICE_MS)
  return Math.max(0, end - Math.max(from, sinceSlice + 1))
}

/**
 * Returns the number of calls that are not known to be bad, those in progress included. A slow call may be bad in another
 * way too, and a lost one may have started in another slice: neither is subtracted from the good calls of others.
 */
function goodOf(rows: readonly Row[], { signal }: SignalTest): number {
  return rows.reduce((sum, { counts }) => {
    const { started, success, neutral, lost, fault, overload, slow } = counts
    const bad = neutral + lost + fault + overload
    const good = Math.max(success, started - bad)
    return sum + (signal === 'slow' ? Math.max(0, good - Math.max(0, slow - bad)) : good)
  }, 0)
}

/** Slices that the recent rows stand for: the open ones, and the older ones by their decayed weight. */
function spanOf({ sinceSlice, watermark, open }: Evidence): number {
  const newest = open.at(-1)?.slice ?? watermark
  const compacted = Math.max(0, watermark - sinceSlice)
  const decayed = RECENT_DECAY_SLICES * (1 - Math.exp(-compacted / RECENT_DECAY_SLICES))
  return Math.max(1, newest + 1 - watermark + decayed)
}

/**
 * Returns the calls that were served well. Those in progress are not: a client can keep any number of them waiting. Slow
 * calls of one caller must not hide the good ones of another.
 */
export function servedOf(rows: readonly Row[], { signal }: SignalTest): number {
  return rows.reduce((sum, { counts: { success, slow } }) => {
    return sum + (signal === 'slow' ? Math.max(0, success - slow) : success)
  }, 0)
}
