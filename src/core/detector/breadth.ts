import { SLICE_MS } from '../reporting/tally.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'
import { maxScoringSegment, type Segment } from './max-scoring-segment.ts'
import { remainsWithout, type BreadthInput } from './robust-evidence.ts'
import { byCaller, RECENT_DECAY_SLICES, recentRows, rowsBetween, STRANGERS, sumOf } from './rows.ts'
import type { SliceSums } from './scope-sums.ts'
import { isIn } from './scope.ts'
import { excludedBy, testSample, type SignalTest } from './signal-test.ts'

/** Below this share of the calls, the other callers are too few to speak for or against a color. */
const MIN_SHARE_OF_OTHERS = 0.02
/** Chance of seeing so few good calls, as a logarithm, below which they are missing: one in a million. */
const LOG_CHANCE = Math.log(1e-6)
/** Time for which calls of the moment may still be on their way in a report. */
const REPORT_LAG_MS = 500

/**
 * Whether an alarm is more than the trouble of strangers and one caller. It is when the evidence remains without them, and
 * when nobody else calls, neither on stable. It is also when good calls are missing, because a client can add bad calls and
 * cannot take away the good calls of others: those of an outlier that made most of them, or those of everybody while
 * outlier and strangers call instead. Strangers have no good calls of their own to miss: a success makes them known.
 */
export function isBroad(input: BreadthInput, test: SignalTest): boolean {
  const { candidate, reference } = input
  const excluded = excludedBy(test, candidate)
  if (remainsWithout(excluded, input, test)) return true
  const hasHistory = reference !== undefined && servedOf(recentRows(reference), test) >= 1
  const history = hasHistory ? reference : candidate
  const share = servedShare(recentRows(history), excluded, test)
  const isUsual = !hasHistory || share > 1 - MIN_SHARE_OF_OTHERS
  // A deploy of the router loses the calls of all callers at once, and no good calls after them.
  const mayBeDeploy = test.signal === 'lost'
  if (!mayBeDeploy && isUsual && isAlone(candidate, excluded)) return true
  const outlier = new Set([...excluded].filter((caller) => caller !== STRANGERS))
  if (servedShare(recentRows(history), outlier, test) > 0.5) {
    return hasLostGoodCalls(input, history, test, { of: outlier })
  }
  return hasLostGoodCalls(input, history, test, { successors: excluded })
}

/** Whether hardly anybody else calls, on whatever route. */
function isAlone(evidence: Evidence, excluded: ReadonlySet<number>): boolean {
  let own = 0
  let others = 0
  for (const [caller, { started, neutral }] of byCaller(recentRows(evidence))) {
    if (excluded.has(caller)) own += started - neutral
    else others += started - neutral
  }
  return others < 1 || others < MIN_SHARE_OF_OTHERS * own
}

/** The share of the calls that were served well which some callers made. */
function servedShare(rows: readonly Row[], callers: ReadonlySet<number>, test: SignalTest): number {
  const own = rows.filter(({ caller }) => callers.has(caller))
  return servedOf(own, test) / Math.max(1, servedOf(rows, test))
}

/** The callers whose good calls may be missing; everybody's without `of`. */
interface Missing {
  readonly of?: ReadonlySet<number>
  /** Callers that must have made at least half as many calls in the meantime. */
  readonly successors?: ReadonlySet<number>
}

/** Whether callers have less than half of the good calls that they had before, while the evidence was at its worst. */
function hasLostGoodCalls(
  { candidate, slices, now }: BreadthInput,
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
  const length = slicesOf(run, candidate.sinceSlice, now)
  const past = history === candidate ? rowsBefore(candidate.open, run.from) : history.open
  const usual = Math.max(...before) * length
  const expected = Math.min(
    usual,
    leastIn(past, length, (own) => goodOf(rowsOf(own, of), test))
  )
  const rows = rowsBetween(candidate.open, run.from, run.to)
  if (!isTooFew(goodOf(rowsOf(rows, of), test), expected)) return false
  return successors === undefined || sumOf(rowsOf(rows, successors)).started >= expected / 2
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
  const first = (cohorts[0]?.slice ?? 0) + 1
  const last = (cohorts.at(-1)?.slice ?? 0) - 1
  const size = Math.ceil(length)
  const bySlice = new Map(cohorts.map(({ slice, rows }) => [slice, count(rows)]))
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

/** The run of open slices with the strongest evidence. */
export function worstRun(slices: readonly SliceSums[], test: SignalTest): Segment | undefined {
  const samples = slices.map((one) => ({ slice: one.slice, sample: testSample(one, test) }))
  return maxScoringSegment(samples, test.baseline.alternatives)
}

/** Calls that were served well. Those in progress are not: a client can keep any number of them waiting. */
function servedOf(rows: readonly Row[], { signal }: SignalTest): number {
  const { success, slow } = sumOf(rows)
  return signal === 'slow' ? Math.max(0, success - slow) : success
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
