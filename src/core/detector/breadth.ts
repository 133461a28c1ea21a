import type { Evidence, Row } from './evidence.ts'
import { maxScoringSegment, type Segment } from './max-scoring-segment.ts'
import { byCaller, RECENT_DECAY_SLICES, recentRows, rowsBetween, STRANGERS, sumOf } from './rows.ts'
import type { SliceSums } from './scope-sums.ts'
import { isIn } from './scope.ts'
import {
  beforeOpen,
  excludedBy,
  isCallTest,
  robustStepsOf,
  testSample,
  type CallTest,
  type SignalTest,
} from './signal-test.ts'
import { prefixMaximum } from './statistic.ts'

/**
 * The statistic that the callers without the outlier must reach as well: about a day of slices between false ones. A
 * color that is above it in any test is not called healthy.
 */
export const WARNING_THRESHOLD = 1e5

/** Below this share of the calls, the other callers are too few to speak for or against a color. */
const MIN_SHARE_OF_OTHERS = 0.02
/** Good calls that must be expected before their absence says something. */
const MIN_EXPECTED = 10

/** What the breadth of an alarm is judged by. */
export interface BreadthInput {
  /** Without what the discounts explain. */
  readonly candidate: Evidence
  readonly slices: readonly SliceSums[]
  readonly reference: Evidence | undefined
  /** Prefixes that end earlier do not count. */
  readonly since: number
}

/**
 * Whether an alarm is more than the trouble of strangers and one caller. It is when the evidence remains without them; when
 * there is nobody else, on stable neither; and when they made most of the calls that stable served well, or the color
 * itself where nothing is known of stable, and their good calls have fallen by half: a client can add bad calls, and
 * cannot take away the good calls of others. So it is when everybody's good calls have, and strangers call instead.
 */
export function isBroad(input: BreadthInput, test: SignalTest): boolean {
  if (!isCallTest(test)) return true
  const { candidate, reference, since } = input
  const excluded = excludedBy(test, candidate)
  const before = beforeOpen(candidate, candidate.streams[test.key]?.robust)
  const robust = prefixMaximum(before, robustStepsOf(candidate.open, test, excluded), since)
  if (robust.srStatistic >= WARNING_THRESHOLD) return true
  const hasHistory = reference !== undefined && servedOf(recentRows(reference), test) >= 1
  const history = hasHistory ? reference : candidate
  const share = servedShare(recentRows(history), excluded, test)
  const isUsual = !hasHistory || share > 1 - MIN_SHARE_OF_OTHERS
  if (isUsual && isAlone(candidate, excluded)) return true
  const majority = majorityOf(recentRows(history), excluded, test)
  if (majority !== undefined) {
    return hasLostGoodCalls(input, history, test, (caller) => majority.has(caller))
  }
  return hasLostGoodCalls(input, history, test, () => true, STRANGERS)
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

/**
 * The excluded callers that made most of stable's good calls: the outlier by itself, or together with strangers. The
 * share is that of all routes: a route that one client alone uses does not make it the majority.
 */
function majorityOf(
  history: readonly Row[],
  excluded: ReadonlySet<number>,
  test: CallTest
): ReadonlySet<number> | undefined {
  const outlier = new Set([...excluded].filter((caller) => caller !== STRANGERS))
  return [outlier, excluded].find((callers) => servedShare(history, callers, test) > 0.5)
}

/** The share of the calls that were served well which some callers made. */
function servedShare(rows: readonly Row[], callers: ReadonlySet<number>, test: CallTest): number {
  const own = rows.filter(({ caller }) => callers.has(caller))
  return servedOf(own, test) / Math.max(1, servedOf(rows, test))
}

/**
 * Whether callers have less than half of the good calls that they had before, while the evidence was at its worst. With
 * `successor`, at least half as many calls of that group must have come in the meantime: new isolates know no caller yet.
 */
function hasLostGoodCalls(
  { candidate, slices }: BreadthInput,
  history: Evidence,
  test: CallTest,
  isOwn: (caller: number) => boolean,
  successor?: number
): boolean {
  const run = worstRun(slices, test)
  if (run === undefined) return false
  const route = test.scope.startsWith('route:') ? test.scope : 'all'
  const inScope = (rows: readonly Row[]): readonly Row[] =>
    rows.filter((row) => isIn(row, { ...test, scope: route }))
  const own = (rows: readonly Row[]): readonly Row[] =>
    inScope(rows).filter(({ caller }) => isOwn(caller))
  const before = [history, candidate].map(
    (one) => servedOf(own(recentRows(one)), test) / spanOf(one)
  )
  const expected = Math.max(...before) * (run.to - run.from + 1)
  if (expected < MIN_EXPECTED) return false
  const now = rowsBetween(candidate.open, run.from, run.to)
  if (goodOf(own(now), test) >= expected / 2) return false
  if (successor === undefined) return true
  const successors = inScope(now).filter(({ caller }) => caller === successor)
  return sumOf(successors).started >= expected / 2
}

/** The run of open slices with the strongest evidence. */
export function worstRun(slices: readonly SliceSums[], test: SignalTest): Segment | undefined {
  const samples = slices.map((one) => ({ slice: one.slice, sample: testSample(one, test) }))
  return maxScoringSegment(samples, test.baseline.alternatives)
}

/** Calls that were served well. Those in progress are not: a client can keep any number of them waiting. */
function servedOf(rows: readonly Row[], { signal }: CallTest): number {
  const { success, slow } = sumOf(rows)
  return signal === 'slow' ? Math.max(0, success - slow) : success
}

/** Calls that are not known to be bad, those in progress included. */
function goodOf(rows: readonly Row[], { signal }: CallTest): number {
  const { started, neutral, lost, fault, overload, slow } = sumOf(rows)
  const good = started - neutral - lost - fault - overload
  return Math.max(0, signal === 'slow' ? good - slow : good)
}

/** Slices that the recent rows stand for: the open ones, and the older ones by their decayed weight. */
function spanOf({ sinceSlice, watermark, open }: Evidence): number {
  const newest = open.at(-1)?.slice ?? watermark
  const compacted = Math.max(0, watermark - sinceSlice)
  const decayed = RECENT_DECAY_SLICES * (1 - Math.exp(-compacted / RECENT_DECAY_SLICES))
  return Math.max(1, newest + 1 - watermark + decayed)
}
