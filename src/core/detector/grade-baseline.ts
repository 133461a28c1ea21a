import { fixedBaseline, known, type Baseline } from './baseline.ts'
import { sampleOf, type Sample } from './counts.ts'
import type { Evidence, Row } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { outlierCaller } from './outlier-caller.ts'
import { byCaller, STRANGERS, sumOf } from './rows.ts'
import { alternativesTo } from './statistic.ts'
import { upperBoundFrom } from './upper-bound.ts'
import { canShow } from './warning.ts'

/**
 * Returns the baseline of a graded quality: the operator's limit, or the bound on stable's grades
 * if that is higher. Strangers and the outlier do not count. The bound is the highest that remains
 * without any one of the other callers, so that no caller can hide stable's usual rate behind good
 * grades. Grades judge what a release is, so they do not expire as an outage does.
 */
export function gradeBaselineOf(reference: Evidence | undefined, limits: Limits): Baseline {
  const limit = limitOf(limits, 'fault')
  if (reference === undefined) return fixedBaseline(limit)
  const bounds = samplesOf(reference.rows, limit).map((one) => upperBoundFrom(limit, one))
  return fixedBaseline(Math.max(limit, ...bounds))
}

/** Returns the grades that show stable's rate: all of them when hardly any remain without the outlier. */
function samplesOf(rows: readonly Row[], limit: number): readonly Sample[] {
  const alternatives = alternativesTo(limit)
  const selection = { scope: 'all', signal: 'fault', heaviest: undefined } as const
  const outlier = outlierCaller({ open: [], recent: rows }, selection, alternatives)
  const others = known(rows).filter(({ caller }) => caller !== outlier)
  const sum = sampleOf(sumOf(others), 'fault')
  if (!canShow(sum.calls, alternatives)) return [sampleOf(sumOf(rows), 'fault')]
  const callers = [...byCaller(others)].filter(([caller]) => caller > STRANGERS)
  const withoutOne = callers.map(([, own]) => {
    const { calls, bad } = sampleOf(own, 'fault')
    return { calls: sum.calls - calls, bad: sum.bad - bad }
  })
  return [sum, ...withoutOne]
}
