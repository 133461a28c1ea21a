import type { Evidence } from './evidence.ts'
import { allGrades } from './grades.ts'
import { remainsWithout, type BreadthInput } from './robust-evidence.ts'
import { sumOf } from './rows.ts'
import { excludedBy, type SignalTest } from './signal-test.ts'
import { canShow } from './warning.ts'

/**
 * Whether an alarm on grades is more than bad grades of the calls of strangers and one caller. It
 * is when the evidence remains without them, and when hardly any call of others is graded for
 * anything, neither on stable. Missing good grades show nothing, unlike missing good calls: graders
 * work late and in batches, and a caller can have any number of its own calls graded well before
 * the switch. The number of the caller's own grades shows nothing either.
 */
export function isGradeAlarmBroad(input: BreadthInput, test: SignalTest): boolean {
  const excluded = excludedBy(test, input.candidate)
  if (remainsWithout(excluded, input, test)) return true
  return [input.candidate, input.reference].every(
    (evidence) => evidence === undefined || !haveOthersShown(evidence)
  )

  function haveOthersShown(evidence: Evidence): boolean {
    const others = allGrades(evidence).filter(({ caller }) => !excluded.has(caller))
    return canShow(sumOf(others).started, test.baseline.alternatives)
  }
}
