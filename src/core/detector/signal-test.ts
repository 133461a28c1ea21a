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

/** No shorter pause is a long one, in slices. */
const MIN_PAUSE = 300
/** A pause is long when it is so many times the mean. */
const UNUSUAL_PAUSE = 10

/** One signal in one scope, and what is allowed. */
export interface SignalTest {
  readonly key: TestKey
  readonly scope: Scope
  readonly signal: Signal
  /** The caller that the scope `others` leaves out. */
  readonly heaviest: number | undefined
  readonly baseline: Baseline
  /** The statistic that raises the alarm. */
  readonly threshold: number
  /** Slices without a call after which what was seen before them does not count. */
  readonly longestPause: number
}

/** A test of calls: grades have no callers. */
export type CallTest = SignalTest & { readonly signal: CallSignal }

/** The tests of a release: every signal in every scope, and every graded quality. `slice` is the current one. */
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

/** What a test counts in a slice. */
export function testSample({ byScope, quality }: SliceSums, test: SignalTest): Sample {
  if (!isCallTest(test)) return quality[test.signal.slice('quality:'.length)] ?? noSample
  const counts = byScope.get(test.scope)
  return counts === undefined ? noSample : sampleOf(counts, test.signal)
}

/** What a test had accumulated before the open slices. */
export function beforeOpen(
  { watermark }: Evidence,
  statistics: SrStatistics | undefined
): Accumulated {
  return statistics === undefined ? nothingAccumulated : { statistics, slice: watermark - 1 }
}

/** The slices of a test, with what is allowed in each. */
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

/** The same without excluded callers, apart from their discordant pairs. */
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
 * A color that comes back after a pause is not held to an incident before it: it may have been repaired. With little
 * traffic pauses are usual, and end nothing. Forgetting lowers the statistic, so the promise holds.
 */
function longestPauseOf(open: readonly Cohort[]): number {
  const [first, last] = [open[0]?.slice ?? 0, open.at(-1)?.slice ?? 0]
  return Math.max(MIN_PAUSE, (UNUSUAL_PAUSE * (last - first)) / Math.max(1, open.length - 1))
}

/** Evidence far beyond the alarm changes no verdict, and would only keep the alarm up after the color has recovered. */
function capOf({ threshold }: SignalTest): number {
  return 100 * threshold
}

/** The callers that an alarm must not rest on alone: strangers, and the caller with the strongest evidence. */
export function excludedBy(
  test: CallTest,
  evidence: Pick<Evidence, 'open' | 'recent'>,
  minScore = 0
): ReadonlySet<number> {
  const outlier = outlierCaller(evidence, test, test.baseline.alternatives, minScore)
  return new Set(outlier === undefined ? [STRANGERS] : [STRANGERS, outlier])
}

/** All calls, those of known callers, those without the heaviest of them, and each route class, where there are several. */
function scopesOf(routes: readonly string[]): readonly Scope[] {
  const perRoute = routes.length < 2 ? [] : routes.map((_, index): Scope => `route:${index}`)
  return ['all', 'known', 'others', ...perRoute]
}
