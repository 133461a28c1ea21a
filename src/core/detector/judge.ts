import { srStatisticOf } from './statistic.ts'
import { baselineOf, fixedBaseline, type Baseline } from './baseline.ts'
import { SLICE_MS, type Evidence } from './cohort.ts'
import type { Color } from '../routing/color.ts'
import { compactStream } from './compact.ts'
import { limitOf, thresholdOf, type Limits } from './limits.ts'
import { recentAnswered, isAlone, outlierCaller } from './outlier-caller.ts'
import { withoutSharedFailures, isMostlyConcordant, recentPairs } from './pairs.ts'
import { samplesNeededFor } from './acceptance.ts'
import { explain } from './explain.ts'
import { sampleIn, totalOf, type Signal } from './counts.ts'
import { maxScoringSegment } from './max-scoring-segment.ts'
import type { Finding, Verdict } from './verdict.ts'
import { accumulate } from './accumulate.ts'

/** What a judgement is about. `reference` is the evidence of stable, of now or from before the switch. */
export interface JudgeInput {
  readonly color: Color
  readonly candidate: Evidence
  readonly reference?: Evidence
  readonly now: number
  readonly limits: Limits
}

/** One signal of a case, and what is allowed of it. */
interface SignalTest {
  readonly signal: Signal
  readonly baseline: Baseline
  readonly srStatistic: number
  /** Share of the way to an alarm; 1 is there. */
  readonly ratioToThreshold: number
}

/**
 * Ticks between the alarms of a lower bar, about a day: what the callers without the noisiest one must reach as well,
 * and where a color is too suspicious to be called healthy.
 */
const WARNING_THRESHOLD = 1e5

/** Judges a color by its evidence. Not enough evidence is `undecided`, whatever the rates. */
export function judge(input: JudgeInput): Verdict {
  const { color, limits } = input
  const discounted = { ...input, candidate: withoutSharedFailures(input.candidate) }
  const tests = signalTestsOf(discounted)
  const worst = worstOf(tests)
  const isAboveWarning = worst.srStatistic >= WARNING_THRESHOLD
  const isBroadlyConfirmed = isAboveWarning && isBroad(discounted, worst)
  if (isBroadlyConfirmed && worst.ratioToThreshold >= 1) {
    const finding = { ...overall(input, worst), ...atItsWorst(discounted, worst) }
    return { kind: 'faulty', summary: explain('faulty', finding, color), ...finding }
  }
  const shared = tests.find((test) => isStableNoBetter(input, test))
  if (shared !== undefined) {
    const finding = overall(input, shared)
    const summary = explain('hold', finding, color)
    return { kind: 'undecided', hold: true, samplesNeeded: 0, summary, ...finding }
  }
  const finding = overall(input, worst)
  const samplesNeeded = Math.max(
    ...tests.map((test) => samplesNeededFor(input.candidate, test, limits))
  )
  if (samplesNeeded === 0 && !isBroadlyConfirmed) {
    const ending = isAboveWarning ? 'narrow' : 'healthy'
    return { kind: 'healthy', summary: explain(ending, finding, color), ...finding }
  }
  const summary = explain('undecided', finding, color, samplesNeeded)
  return { kind: 'undecided', hold: false, samplesNeeded, summary, ...finding }
}

/** The charge nearest to an alarm; as long as none is suspicious, people want to hear of faults. */
function worstOf(tests: readonly [SignalTest, ...SignalTest[]]): SignalTest {
  const nearest = tests.reduce((one, other) =>
    other.ratioToThreshold > one.ratioToThreshold ? other : one
  )
  return nearest.srStatistic < WARNING_THRESHOLD ? tests[0] : nearest
}

function signalTestsOf({
  candidate,
  reference,
  limits,
}: JudgeInput): readonly [SignalTest, ...SignalTest[]] {
  const qualities = Object.keys(candidate.quality)
  const test = (signal: Signal): SignalTest => {
    const baseline = baselineOf(reference, signal, limits)
    const statistics = accumulate(
      candidate.streams[signal]?.all,
      candidate.open,
      baseline,
      (cohort) => sampleIn(cohort, signal)
    )
    const srStatistic = srStatisticOf(statistics)
    const ratioToThreshold = srStatistic / thresholdOf(signal, limits, qualities.length)
    return { signal, baseline, srStatistic, ratioToThreshold }
  }
  const graded = qualities.map((name) => test(`quality:${name}`))
  return [test('fault'), test('overload'), test('slow'), ...graded]
}

/** Whether the trouble is seen by more callers than one that stands out, if there are others. */
function isBroad({ candidate }: JudgeInput, { signal, baseline }: SignalTest): boolean {
  const { badByCaller, withoutOutlier } = compactStream(
    candidate.streams[signal],
    candidate.open,
    signal,
    baseline
  )
  const outlier = outlierCaller(badByCaller)
  if (outlier !== undefined && isAlone(recentAnswered(candidate), outlier)) return true
  return srStatisticOf(withoutOutlier) >= WARNING_THRESHOLD
}

/** Whether the color breaks the operator's limit, but stable does too, or fails the same calls. */
function isStableNoBetter(
  { candidate, limits }: JudgeInput,
  { signal, baseline }: SignalTest
): boolean {
  if (!baseline.isStableFaulty && !isMostlyConcordant(recentPairs(candidate))) return false
  const limit = fixedBaseline(limitOf(limits, signal))
  const open = accumulate(undefined, candidate.open, limit, (cohort) => sampleIn(cohort, signal))
  return srStatisticOf(open) >= WARNING_THRESHOLD
}

/** The numbers since the switch. */
function overall(
  { candidate, now }: JudgeInput,
  { signal, baseline, srStatistic }: SignalTest
): Finding {
  const seconds = Math.max(0, Math.ceil(now / 1000 - (candidate.sinceSlice * SLICE_MS) / 1000))
  return { signal, ...totalOf(candidate, signal), seconds, baseline: baseline.rate, srStatistic }
}

/** The run of slices that speaks loudest, unless all since the switch speak louder together. */
function atItsWorst({ candidate }: JudgeInput, { signal, baseline }: SignalTest): Partial<Finding> {
  const segment = maxScoringSegment(candidate.open, signal, baseline.alternatives)
  const whole = { slice: 0, counts: candidate.totals, quality: candidate.quality, callers: [] }
  const all = maxScoringSegment([whole], signal, baseline.alternatives)
  if (segment === undefined || (all !== undefined && all.score > segment.score)) return {}
  const seconds = ((segment.to - segment.from + 1) * SLICE_MS) / 1000
  return { calls: segment.calls, bad: segment.bad, seconds }
}
