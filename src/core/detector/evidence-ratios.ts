import { callSignals, type Signal } from './counts.ts'
import { alarmsOf, isForRollback, testResultsOf, type JudgeInput } from './judge.ts'
import { signalOf, type SignalTest } from './signal-test.ts'
import type { Result } from './test-result.ts'

/** The ratio of a test that is above its threshold and no reason for a rollback. */
const NO_REASON = 0.99

/** The evidence of the test that is nearest to a rollback. */
export interface Strongest {
  /** Its ratio, see `evidenceRatiosOf`; 0 without a bad call. */
  readonly ratio: number
  /** The signal of the test; undefined without a bad call. */
  readonly signal: Signal | undefined
  /** The calls that the test counts, in words; undefined for all calls. */
  readonly scope: string | undefined
}

/**
 * Returns for each signal how near its nearest test is to a rollback: the logarithm of the evidence,
 * divided by that of the threshold. Each bad call adds about the same to it. It is 1 or more only
 * where the verdict is `faulty`, and stays below while the failures are those of one caller, of
 * strangers, or of stable too.
 */
export function evidenceRatiosOf(input: JudgeInput): Readonly<Record<string, number>> {
  const none = callSignals.map((signal) => [signal, 0] as const)
  const ratios = new Map<string, number>(none)
  for (const { result, ratio } of shownRatiosOf(input)) {
    const signal = signalOf(result.test)
    ratios.set(signal, Math.max(ratios.get(signal) ?? 0, ratio))
  }
  return Object.fromEntries(ratios)
}

/** Returns the largest of these ratios, with its test. */
export function strongestOf(input: JudgeInput): Strongest {
  let strongest: Strongest = { ratio: 0, signal: undefined, scope: undefined }
  for (const { result, ratio } of shownRatiosOf(input)) {
    if (ratio <= strongest.ratio) continue
    const { test, breadth } = result
    const scope = scopeInWords(test, breadth.candidate.routes)
    strongest = { ratio, signal: signalOf(test), scope }
  }
  return strongest
}

/** Returns the ratio of each test. One above its threshold that leads to no rollback has less than 1. */
function shownRatiosOf(
  input: JudgeInput
): readonly { readonly result: Result; readonly ratio: number }[] {
  const results = testResultsOf(input)
  const alarms = new Set(
    alarmsOf(input, results)
      .filter(isForRollback)
      .map(({ result }) => result)
  )
  return results.map((result) => {
    const ratio = ratioOf(result)
    return { result, ratio: ratio >= 1 && !alarms.has(result) ? NO_REASON : ratio }
  })
}

function ratioOf({ test, reached }: Result): number {
  return Math.log1p(reached.srStatistic) / Math.log1p(test.threshold)
}

function scopeInWords({ scope }: SignalTest, routes: readonly string[]): string | undefined {
  switch (scope) {
    case 'all':
      return undefined
    case 'known':
      return 'known callers'
    case 'others':
      return 'known callers but the busiest'
    default:
      return `calls of ${routes[Number(scope.slice('route:'.length))]}`
  }
}
