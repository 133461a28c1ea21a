import { SLICE_MS } from '../reporting/tally.ts'
import { other, type Color } from '../routing/color.ts'
import { obstacleTo } from './acceptance.ts'
import { fixedBaseline } from './baseline.ts'
import { worstRun } from './worst-run.ts'
import { controlOf, type Control } from './control.ts'
import { sampleOf, type Sample } from './counts.ts'
import { isMostlyShared, withSharedFaults } from './discount.ts'
import type { Evidence } from './evidence.ts'
import { failuresIn } from './failures.ts'
import { explain, type Ending } from './explain.ts'
import { limitOf, OPEN_SLICES, type Limits } from './limits.ts'
import { maxScoringSegment } from './max-scoring-segment.ts'
import { populationsOf } from './population.ts'
import { isAboveWarning, isBroadAlarm, resultsOf, type Result } from './test-result.ts'
import { alignedTo } from './routes.ts'
import { rowsBetween, sumOf } from './rows.ts'
import { rowsIn } from './scope.ts'
import { excludedBy, robustStepsOf, signalOf, type SignalTest } from './signal-test.ts'
import { nothingAccumulated, prefixMaximum } from './statistic.ts'
import type { Finding, Verdict } from './verdict.ts'
import { WARNING_THRESHOLD } from './warning.ts'

/** Input of a verdict. `reference` is the evidence on stable, while the color is on trial. */
export interface JudgeInput {
  readonly color: Color
  readonly candidate: Evidence
  readonly reference?: Evidence
  /** Share of the calls that stable takes at the same time, 0 to 1: that of a step or a hold-back. */
  readonly stableShare?: number
  /** Milliseconds since 1970. */
  readonly now: number
  readonly limits: Limits
}

/**
 * Judges a color by its evidence. With too little evidence the verdict is `undecided` at any rate.
 */
export function judge(input: JudgeInput): Verdict {
  const results = testResultsOf(input)
  const alarms = alarmsOf(input, results)
  const alarm = alarms.find(isForRollback)?.result
  if (alarm !== undefined) {
    const finding = { ...overall(input, alarm), ...atItsWorst(alarm) }
    return { kind: 'faulty', ...finding, summary: summaryOf(input, finding, faultyEnding(input)) }
  }
  const shared = alarms.find(({ control }) => control === 'no_better')?.result
  const held = shared ?? heldBy(input, results)
  if (held !== undefined) {
    const finding = overall(input, held)
    const summary = summaryOf(input, finding, { kind: 'hold' })
    return { kind: 'undecided', hold: true, samplesNeeded: 0, ...finding, summary }
  }
  return withoutAlarm(input, results, alarms.length > 0)
}

/** An alarm, and what stable shows in the same seconds. */
interface Alarm {
  readonly result: Result
  readonly control: Control
}

/** Returns the alarms that are more than the trouble of one caller, the strongest first. */
export function alarmsOf(
  { stableShare = 0 }: JudgeInput,
  results: readonly Result[]
): readonly Alarm[] {
  const alarms = results
    .filter(({ ratioToThreshold }) => ratioToThreshold >= 1)
    .toSorted((a, b) => b.ratioToThreshold - a.ratioToThreshold)
    .filter(isBroadAlarm)
  return alarms.map((result) => ({
    result,
    control: stableShare > 0 ? controlOf(result, stableShare) : 'absent',
  }))
}

/** Whether a return to stable helps, as far as its calls of the same seconds show. */
export function isForRollback({ control }: Alarm): boolean {
  return control === 'better' || control === 'absent'
}

/** Returns the results of all tests. */
export function testResultsOf(input: JudgeInput): readonly Result[] {
  const { candidate, limits, now } = input
  const slice = Math.floor(now / SLICE_MS)
  const reference =
    input.reference === undefined ? undefined : alignedTo(candidate.routes, input.reference)
  const populations = populationsOf(candidate, reference, limits, slice)
  return populations.flatMap((one) => resultsOf(one, slice - OPEN_SLICES + 1, now))
}

function withoutAlarm(
  input: JudgeInput,
  results: readonly Result[],
  isAwaitingStable: boolean
): Verdict {
  const tests = results.map(({ test }) => test)
  const suspicious = nearestOf(results.filter(isAboveWarning))
  // Without a suspicion, the summary is about faults.
  const finding = overall(input, suspicious ?? firstOf(results))
  const obstacle = obstacleTo(input.candidate, input.reference, tests, input.limits)
  if (obstacle === undefined && suspicious === undefined) {
    return { kind: 'healthy', ...finding, summary: summaryOf(input, finding, { kind: 'healthy' }) }
  }
  const ending: Ending = isAwaitingStable
    ? { kind: 'awaits_stable' }
    : (obstacle ?? { kind: 'one_caller' })
  const samplesNeeded = 'samplesNeeded' in ending ? ending.samplesNeeded : 0
  const summary = summaryOf(input, finding, ending)
  return { kind: 'undecided', hold: false, samplesNeeded, ...finding, summary }
}

function nearestOf(results: readonly Result[]): Result | undefined {
  return results.reduce<Result | undefined>(
    (nearest, one) =>
      nearest === undefined || one.ratioToThreshold > nearest.ratioToThreshold ? one : nearest,
    undefined
  )
}

function firstOf([first]: readonly Result[]): Result {
  if (first === undefined) throw new Error('a release has tests for every signal')
  return first
}

/**
 * Returns the first test in which the color breaks the operator's limit, while stable does too or
 * fails the same calls.
 */
function heldBy({ candidate, limits }: JudgeInput, results: readonly Result[]): Result | undefined {
  const isShared = isMostlyShared(candidate)
  return results.find(({ test, breadth: { since } }) => {
    if (test.quality !== undefined) return false
    const isHeld = test.baseline.isStableFaulty || (isShared && test.signal === 'fault')
    if (!isHeld) return false
    const plain = { ...test, baseline: fixedBaseline(limitOf(limits, test.signal)) }
    const cohorts = isShared ? candidate.open.map(withSharedFaults) : candidate.open
    const steps = robustStepsOf(cohorts, plain, excludedBy(plain, { ...candidate, open: cohorts }))
    return prefixMaximum(nothingAccumulated, steps, since).srStatistic >= WARNING_THRESHOLD
  })
}

/** Returns the numbers since the switch. */
function overall({ now }: JudgeInput, { test, reached, breadth }: Result): Finding {
  const { candidate } = breadth
  const seconds = Math.max(0, Math.ceil(now / 1000 - (candidate.sinceSlice * SLICE_MS) / 1000))
  const { scope, baseline } = test
  const route = scope.startsWith('route:') ? candidate.routes[Number(scope.slice(6))] : undefined
  return {
    signal: signalOf(test),
    ...(route === undefined ? {} : { route }),
    ...totalOf(candidate, test),
    ...failuresIn(candidate.rows, test),
    seconds,
    baseline: baseline.rate,
    srStatistic: reached.srStatistic,
  }
}

function totalOf({ rows }: Evidence, test: SignalTest): Sample {
  return sampleOf(sumOf(rowsIn(rows, test)), test.signal)
}

/**
 * Returns the run of slices with the strongest evidence, unless everything since the switch is
 * stronger.
 */
function atItsWorst({ test, breadth }: Result): Partial<Finding> {
  const { candidate, slices } = breadth
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
