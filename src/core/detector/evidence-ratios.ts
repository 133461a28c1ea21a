import { callSignals } from './counts.ts'
import { alarmsOf, isForRollback, testResultsOf, type JudgeInput } from './judge.ts'
import { signalOf } from './signal-test.ts'
import type { Result } from './test-result.ts'

/** The ratio of a test that is above its threshold and no reason for a rollback. */
const NO_REASON = 0.99

/**
 * Returns for each signal how near its nearest test is to a rollback: the logarithm of the evidence,
 * divided by that of the threshold. Each bad call adds about the same to it. It is 1 or more only
 * where the verdict is `faulty`, and stays below while the failures are those of one caller, of
 * strangers, or of stable too.
 */
export function evidenceRatiosOf(input: JudgeInput): Readonly<Record<string, number>> {
  const results = testResultsOf(input)
  const alarms = new Set(
    alarmsOf(input, results)
      .filter(isForRollback)
      .map(({ result }) => result)
  )
  const none = callSignals.map((signal) => [signal, 0] as const)
  const ratios = new Map<string, number>(none)
  for (const result of results) {
    const signal = signalOf(result.test)
    const ratio = ratioOf(result)
    const shown = ratio >= 1 && !alarms.has(result) ? NO_REASON : ratio
    ratios.set(signal, Math.max(ratios.get(signal) ?? 0, shown))
  }
  return Object.fromEntries(ratios)
}

function ratioOf({ test, reached }: Result): number {
  return Math.log1p(reached.srStatistic) / Math.log1p(test.threshold)
}
