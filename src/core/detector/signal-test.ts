import { alternativesIn, baselineOf, type Baseline } from './baseline.ts'
import { callSignals, noSample, sampleOf, type Sample, type Signal } from './counts.ts'
import type { Cohort, Evidence, Scope, TestKey } from './evidence.ts'
import { gradeBaselineOf } from './grade-baseline.ts'
import { thresholdOf, type Limits } from './limits.ts'
import { heaviestCaller, outlierCaller } from './outlier-caller.ts'
import { recentRows, STRANGERS } from './rows.ts'
import type { SliceSums } from './scope-sums.ts'
import { selectedSample, type Selection } from './scope.ts'
import { stableOf } from './stable-evidence.ts'
import { nothingAccumulated, type Accumulated, type SrStatistics, type Step } from './statistic.ts'

/** Minimum length of a long pause, in slices. */
const MIN_PAUSE = 300
/** A pause is long when it is this many times the mean. */
const UNUSUAL_PAUSE = 10

/** One signal in one scope, and the rate that is allowed. */
export interface SignalTest extends Selection {
  readonly key: TestKey
  /** The name of the quality, for a test of grades. Its signal is `fault`: a bad grade counts as one. */
  readonly quality?: string
  readonly baseline: Baseline
  /** The statistic that raises the alarm. */
  readonly threshold: number
  /** Slices without a call after which earlier evidence does not count. */
  readonly longestPause: number
}

/** Returns the tests of all calls: every signal in every scope. `slice` is the current one. */
export function callTestsOf(
  evidence: Evidence,
  reference: Evidence | undefined,
  limits: Limits,
  slice: number
): readonly SignalTest[] {
  const longestPause = longestPauseOf(evidence.open)
  const heaviest = heaviestCaller(recentRows(evidence))
  const stable =
    reference === undefined ? undefined : stableOf(reference, heaviest, slice, evidence.sinceSlice)
  return scopesOf(evidence.routes).flatMap((scope) =>
    callSignals.map((signal): SignalTest => {
      const selection = { scope, signal, heaviest }
      const baseline = baselineOf(stable, selection, limits)
      const threshold = thresholdOf(signal, scope, limits, 0)
      return { ...selection, key: `${scope}/${signal}`, baseline, threshold, longestPause }
    })
  )
}

/** A graded quality. */
export interface Quality {
  readonly name: string
  /** The number of graded qualities. */
  readonly qualities: number
  /** The caller with the most good grades. */
  readonly best: number | undefined
}

/**
 * Returns the tests of a graded quality. The scope `others` leaves out the caller with the most
 * good grades, because only good grades dilute the bad ones of others.
 */
export function gradeTestsOf(
  graded: Evidence,
  reference: Evidence | undefined,
  limits: Limits,
  { name, qualities, best }: Quality
): readonly SignalTest[] {
  const signal: Signal = `quality:${name}`
  const longestPause = longestPauseOf(graded.open)
  const baseline = gradeBaselineOf(graded, reference, limits)
  return callerScopes.map((scope): SignalTest => {
    const threshold = thresholdOf(signal, scope, limits, qualities)
    const selection = { scope, signal: 'fault', heaviest: best } as const
    return {
      ...selection,
      key: `${scope}/${signal}`,
      quality: name,
      baseline,
      threshold,
      longestPause,
    }
  })
}

/** Returns the signal of a test in a verdict. */
export function signalOf({ signal, quality }: SignalTest): Signal {
  return quality === undefined ? signal : `quality:${quality}`
}

/** Returns the sample of a test in a slice. */
export function testSample({ byScope }: SliceSums, test: SignalTest): Sample {
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
  test: SignalTest,
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
  test: SignalTest,
  evidence: Pick<Evidence, 'open' | 'recent'>,
  minScore = 0
): ReadonlySet<number> {
  const outlier = outlierCaller(evidence, test, test.baseline.alternatives, minScore)
  return new Set(outlier === undefined ? [STRANGERS] : [STRANGERS, outlier])
}

const callerScopes = ['all', 'known', 'others'] as const satisfies readonly Scope[]

/** Returns the scopes of calls: those by caller, and each route class when there are several. */
function scopesOf(routes: readonly string[]): readonly Scope[] {
  const perRoute = routes.length < 2 ? [] : routes.map((_, index): Scope => `route:${index}`)
  return [...callerScopes, ...perRoute]
}
