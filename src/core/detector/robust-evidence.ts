import type { Evidence } from './evidence.ts'
import type { SliceSums } from './scope-sums.ts'
import { beforeOpen, robustStepsOf, type SignalTest } from './signal-test.ts'
import { prefixMaximum } from './statistic.ts'
import { WARNING_THRESHOLD } from './warning.ts'

/** What the breadth of an alarm is judged by. */
export interface BreadthInput {
  /** Without what the discounts explain. */
  readonly candidate: Evidence
  readonly slices: readonly SliceSums[]
  readonly reference: Evidence | undefined
  /** Prefixes that end earlier do not count. */
  readonly since: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Whether evidence remains without the callers that must not cause an alarm alone. */
export function remainsWithout(
  excluded: ReadonlySet<number>,
  { candidate, since }: BreadthInput,
  test: SignalTest
): boolean {
  const before = beforeOpen(candidate, candidate.streams[test.key]?.robust)
  const robust = prefixMaximum(before, robustStepsOf(candidate.open, test, excluded), since)
  return robust.srStatistic >= WARNING_THRESHOLD
}
