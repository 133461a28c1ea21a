import { SLICE_MS } from '../reporting/tally.ts'
import { other, type Color } from '../routing/color.ts'
import { obstacleTo } from './acceptance.ts'
import { fixedBaseline } from './baseline.ts'
import { isBroad, WARNING_THRESHOLD, worstRun, type BreadthInput } from './breadth.ts'
import { noSample, sampleOf, type Sample } from './counts.ts'
import { discounted, discountsOf, isMostlyShared, withSharedFaults } from './discount.ts'
import type { Evidence } from './evidence.ts'
import { failuresIn } from './failures.ts'
import { explain, type Ending } from './explain.ts'
import { limitOf, OPEN_SLICES, type Limits } from './limits.ts'
import { maxScoringSegment } from './max-scoring-segment.ts'
import { alignedTo } from './routes.ts'
import { rowsBetween, sumOf } from './rows.ts'
import { rowsIn } from './scope.ts'
import { endedSumsOf, sliceSumsOf } from './scope-sums.ts'
import {
  beforeOpen,
  excludedBy,
  isCallTest,
  robustStepsOf,
  stepsOf,
  testSample,
  testsOf,
  type SignalTest,
} from './signal-test.ts'
import {
  accumulate,
  noPrefix,
  nothingAccumulated,
  prefixMaximum,
  srStatisticOf,
  type PrefixMaximum,
} from './statistic.ts'
import type { Finding, Verdict } from './verdict.ts'

/** Input of a verdict. `reference` is the evidence on stable, while the color is on trial. */
export interface JudgeInput {
  readonly color: Color
  readonly candidate: Evidence
  readonly reference?: Evidence
  /** Milliseconds since 1970. */
  readonly now: number
  readonly limits: Limits
}

/** A test, and the state of its evidence. */
interface Result {
  readonly test: SignalTest
  readonly reached: PrefixMaximum
  /** Share of the way to an alarm; 1 is an alarm. */
  readonly ratioToThreshold: number
}

/**
 * Judges a color by its evidence. With too little evidence the verdict is `undecided` at any rate.
 */
export function judge(input: JudgeInput): Verdict {
  const { candidate, limits, now } = input
  const slice = Math.floor(now / SLICE_MS)
  const reference =
    input.reference === undefined ? undefined : alignedTo(candidate.routes, input.reference)
  const discounts = discountsOf(candidate, reference, limits)
  const counted = { ...candidate, open: candidate.open.map((one) => discounted(one, discounts)) }
  const tests = testsOf(candidate, reference, limits, slice)
  const slices = counted.open.map((cohort) => sliceSumsOf(cohort, tests[0]?.heaviest))
  const breadth = { candidate: counted, slices, reference, since: slice - OPEN_SLICES + 1, now }
  const results = tests.map((test) => resultOf(test, breadth))
  const alarm = results
    .filter(({ ratioToThreshold }) => ratioToThreshold >= 1)
    .toSorted((a, b) => b.ratioToThreshold - a.ratioToThreshold)
    .find(({ test }) => isBroad(breadth, test))
  if (alarm !== undefined) {
    const finding = { ...overall(input, alarm), ...atItsWorst(breadth, alarm) }
    return { kind: 'faulty', ...finding, summary: summaryOf(input, finding, faultyEnding(input)) }
  }
  const held = heldBy(input, results, breadth.since)
  if (held !== undefined) {
    const finding = overall(input, held)
    const summary = summaryOf(input, finding, { kind: 'hold' })
    return { kind: 'undecided', hold: true, samplesNeeded: 0, ...finding, summary }
  }
  return withoutAlarm(input, breadth, results)
}

function withoutAlarm(
  input: JudgeInput,
  breadth: BreadthInput,
  results: readonly Result[]
): Verdict {
  const tests = results.map(({ test }) => test)
  const suspicious = nearestOf(results.filter((one) => isAboveWarning(one, breadth)))
  // Without a suspicion, the summary is about faults.
  const finding = overall(input, suspicious ?? results[0] ?? nothingSeen(tests))
  const obstacle = obstacleTo(input.candidate, input.reference, tests, input.limits)
  if (obstacle === undefined && suspicious === undefined) {
    return { kind: 'healthy', ...finding, summary: summaryOf(input, finding, { kind: 'healthy' }) }
  }
  const ending: Ending = obstacle ?? { kind: 'one_caller' }
  const samplesNeeded = 'samplesNeeded' in ending ? ending.samplesNeeded : 0
  const summary = summaryOf(input, finding, ending)
  return { kind: 'undecided', hold: false, samplesNeeded, ...finding, summary }
}

/** Returns the result of a test. Most tests have no bad call, and need no accumulation. */
function resultOf(test: SignalTest, { candidate, slices, since }: BreadthInput): Result {
  const hasBad = slices.some((one) => one.slice >= since && testSample(one, test).bad > 0)
  if (!hasBad) return { test, reached: noPrefix, ratioToThreshold: 0 }
  const before = beforeOpen(candidate, candidate.streams[test.key]?.full)
  const reached = prefixMaximum(before, stepsOf(slices, test), since)
  return { test, reached, ratioToThreshold: reached.srStatistic / test.threshold }
}

/**
 * Whether the ended calls still count against the color. Good calls after the bad ones may have
 * outweighed them.
 */
function isAboveWarning({ test, reached }: Result, { candidate, slices }: BreadthInput): boolean {
  if (reached.srStatistic < WARNING_THRESHOLD) return false
  const before = beforeOpen(candidate, candidate.streams[test.key]?.full)
  return (
    srStatisticOf(accumulate(before, stepsOf(slices.map(endedSumsOf), test)).statistics) >=
    WARNING_THRESHOLD
  )
}

function nearestOf(results: readonly Result[]): Result | undefined {
  return results.reduce<Result | undefined>(
    (nearest, one) =>
      nearest === undefined || one.ratioToThreshold > nearest.ratioToThreshold ? one : nearest,
    undefined
  )
}

function nothingSeen([test]: readonly SignalTest[]): Result {
  if (test === undefined) throw new Error('a release has tests for every signal')
  return { test, reached: noPrefix, ratioToThreshold: 0 }
}

/**
 * Returns the first test in which the color breaks the operator's limit, while stable does too or
 * fails the same calls.
 */
function heldBy(
  { candidate, limits }: JudgeInput,
  results: readonly Result[],
  since: number
): Result | undefined {
  const isShared = isMostlyShared(candidate)
  return results.find(({ test }) => {
    if (!isCallTest(test)) return false
    const isHeld = test.baseline.isStableFaulty || (isShared && test.signal === 'fault')
    if (!isHeld) return false
    const plain = { ...test, baseline: fixedBaseline(limitOf(limits, test.signal)) }
    const cohorts = isShared ? candidate.open.map(withSharedFaults) : candidate.open
    const steps = robustStepsOf(cohorts, plain, excludedBy(plain, { ...candidate, open: cohorts }))
    return prefixMaximum(nothingAccumulated, steps, since).srStatistic >= WARNING_THRESHOLD
  })
}

/** Returns the numbers since the switch. */
function overall({ candidate, now }: JudgeInput, { test, reached }: Result): Finding {
  const seconds = Math.max(0, Math.ceil(now / 1000 - (candidate.sinceSlice * SLICE_MS) / 1000))
  const { signal, scope, baseline } = test
  const route = scope.startsWith('route:') ? candidate.routes[Number(scope.slice(6))] : undefined
  return {
    signal,
    ...(route === undefined ? {} : { route }),
    ...totalOf(candidate, test),
    ...failuresIn(candidate.rows, test),
    seconds,
    baseline: baseline.rate,
    srStatistic: reached.srStatistic,
  }
}

function totalOf({ rows, quality }: Evidence, test: SignalTest): Sample {
  if (isCallTest(test)) return sampleOf(sumOf(rowsIn(rows, test)), test.signal)
  return quality[test.signal.slice('quality:'.length)] ?? noSample
}

/**
 * Returns the run of slices with the strongest evidence, unless everything since the switch is
 * stronger.
 */
function atItsWorst({ candidate, slices }: BreadthInput, { test }: Result): Partial<Finding> {
  const run = worstRun(slices, test)
  const total = { slice: 0, sample: totalOf(candidate, test) }
  const whole = maxScoringSegment([total], test.baseline.alternatives)
  if (run === undefined || (whole !== undefined && whole.score > run.score)) return {}
  const seconds = ((run.to - run.from + 1) * SLICE_MS) / 1000
  const failures = failuresIn(rowsBetween(candidate.open, run.from, run.to), test)
  return { calls: run.calls, bad: run.bad, seconds, ...failures }
}

function faultyEnding({ color, reference }: JudgeInput): Ending {
  return { kind: 'faulty', otherColor: reference === undefined ? other(color) : 'stable' }
}

function summaryOf({ color }: JudgeInput, finding: Finding, ending: Ending): string {
  return explain(finding, color, ending)
}
