import {
  alternativesIn,
  baselineOf,
  qualityBaselineOf,
  stableOf,
  type Baseline,
} from './baseline.ts'
import {
  callSignals,
  noSample,
  sampleOf,
  type CallSignal,
  type Sample,
  type Signal,
} from './counts.ts'
import type { Cohort, Evidence, Scope, TestKey } from './evidence.ts'
import { thresholdOf, type Limits } from './limits.ts'
import { heaviestCaller, outlierCaller } from './outlier-caller.ts'
import { recentRows, STRANGERS } from './rows.ts'
import type { SliceSums } from './scope-sums.ts'
import { selectedSample } from './scope.ts'
import { nothingAccumulated, type Accumulated, type SrStatistics, type Step } from './statistic.ts'

/** Minimum length of a long pause, in slices. */
const MIN_PAUSE = 300
/** A pause is long when it is this many times the mean. */
const UNUSUAL_PAUSE = 10

/** One signal in one scope, and the rate that is allowed. */
export interface SignalTest {
  readonly key: TestKey
  readonly scope: Scope
  readonly signal: Signal
  /** The caller that the scope `others` leaves out. */
  readonly heaviest: number | undefined
  readonly baseline: Baseline
  /** The statistic that raises the alarm. */
  readonly threshold: number
  /** Slices without a call after which earlier evidence does not count. */
  readonly longestPause: number
}

/** A test of calls. Grades have no callers. */
export type CallTest = SignalTest & { readonly signal: CallSignal }

/**
 * Returns the tests of a release: every signal in every scope, and every graded quality. `slice` is
 * the current one.
 */
export function testsOf(
  evidence: Evidence,
  reference: Evidence | undefined,
  limits: Limits,
  slice: number
): readonly SignalTest[] {
  const qualities = Object.keys(evidence.quality)
  const longestPause = longestPauseOf(evidence.open)
  const heaviest = heaviestCaller(recentRows(evidence))
  const stable = reference === undefined ? undefined : stableOf(reference, heaviest, slice)
  const counted = scopesOf(evidence.routes).flatMap((scope) =>
    callSignals.map((signal): SignalTest => {
      const selection = { scope, signal, heaviest }
      const baseline = baselineOf(stable, selection, limits)
      const threshold = thresholdOf(signal, scope, limits, qualities.length)
      return { ...selection, key: `${scope}/${signal}`, baseline, threshold, longestPause }
    })
  )
  const graded = qualities.map((name): SignalTest => {
    const signal: Signal = `quality:${name}`
    const baseline = qualityBaselineOf(reference, signal, limits)
    const threshold = thresholdOf(signal, 'all', limits, qualities.length)
    return {
      key: `all/${signal}`,
      scope: 'all',
      signal,
      heaviest,
      baseline,
      threshold,
      longestPause,
    }
  })
  return [...counted, ...graded]
}

export function isCallTest(test: SignalTest): test is CallTest {
  return !test.signal.startsWith('quality:')
}

/** Returns the sample of a test in a slice. */
export function testSample({ byScope, quality }: SliceSums, test: SignalTest): Sample {
  if (!isCallTest(test)) return quality[test.signal.slice('quality:'.length)] ?? noSample
  const counts = byScope.get(test.scope)
  return counts === undefined ? noSample : sampleOf(counts, test.signal)
}

/** Returns the evidence of a test before the open slices. */
export function beforeOpen(
  { watermark }: Evidence,
  statistics: SrStatistics | undefined
): Accumulated {
  return statistics === undefined ? nothingAccumulated : { statistics, slice: watermark - 1 }
}

/** Returns the slices of a test, with the rate that is allowed in each. */
export function* stepsOf(slices: readonly SliceSums[], test: SignalTest): Generator<Step> {
  for (const one of slices) {
    const alternatives = alternativesIn(test.baseline, one.slice)
    yield {
      slice: one.slice,
      sample: testSample(one, test),
      alternatives,
      cap: capOf(test),
      longestPause: test.longestPause,
    }
  }
}

/** Returns the same without excluded callers, except for their discordant pairs. */
export function* robustStepsOf(
  cohorts: readonly Cohort[],
  test: CallTest,
  excluded: ReadonlySet<number>
): Generator<Step> {
  for (const { slice, rows } of cohorts) {
    const sample = selectedSample(rows, test, excluded)
    const alternatives = alternativesIn(test.baseline, slice)
    yield { slice, sample, alternatives, cap: capOf(test), longestPause: test.longestPause }
  }
}

/**
 * Returns the length of a long pause. After such a pause an earlier incident does not count,
 * because the color may have been repaired. With little traffic, pauses are usual and change
 * nothing. Forgetting lowers the statistic, so the promise holds.
 */
function longestPauseOf(open: readonly Cohort[]): number {
  const [first, last] = [open[0]?.slice ?? 0, open.at(-1)?.slice ?? 0]
  return Math.max(MIN_PAUSE, (UNUSUAL_PAUSE * (last - first)) / Math.max(1, open.length - 1))
}

/**
 * Returns the cap of the statistic. Evidence far beyond the alarm changes no verdict, and would
 * only keep the alarm up after the color has recovered.
 */
function capOf({ threshold }: SignalTest): number {
  return 100 * threshold
}

/**
 * Returns the callers that must not cause an alarm alone: strangers, and the caller with the
 * strongest evidence.
 */
export function excludedBy(
  test: CallTest,
  evidence: Pick<Evidence, 'open' | 'recent'>,
  minScore = 0
): ReadonlySet<number> {
  const outlier = outlierCaller(evidence, test, test.baseline.alternatives, minScore)
  return new Set(outlier === undefined ? [STRANGERS] : [STRANGERS, outlier])
}

/**
 * Returns the scopes: all calls, those of known callers, those without the heaviest of them, and
 * each route class when there are several.
 */
function scopesOf(routes: readonly string[]): readonly Scope[] {
  const perRoute = routes.length < 2 ? [] : routes.map((_, index): Scope => `route:${index}`)
  return ['all', 'known', 'others', ...perRoute]
}
