import { causesIn, causesOf } from './causes.ts'
import type { Row } from './evidence.ts'
import { sumOf } from './rows.ts'
import { rowsIn } from './scope.ts'
import type { SignalTest } from './signal-test.ts'
import type { Finding } from './verdict.ts'

/**
 * Returns how the bad calls of a test failed, and how many of them the other color answered well.
 * Grades have no cause.
 */
export function failuresIn(
  rows: readonly Row[],
  test: SignalTest
): Pick<Finding, 'causes' | 'discordant'> {
  const { signal, quality } = test
  if (quality !== undefined) return {}
  if (signal !== 'fault' && signal !== 'overload') return {}
  const own = rowsIn(rows, test).filter(({ counts }) => counts[signal] > 0)
  const causes = causesOf(causesIn(own), signal)
  return signal === 'fault' ? { causes, discordant: sumOf(own).discordant } : { causes }
}
