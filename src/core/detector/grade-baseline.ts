import { fixedBaseline, mostUsualRate, type Baseline } from './baseline.ts'
import { sampleOf } from './counts.ts'
import type { Evidence, Row } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { outlierCaller } from './outlier-caller.ts'
import { byCaller, STRANGERS, sumOf } from './rows.ts'
import { known } from './stable-evidence.ts'
import { alternativesTo, type Alternatives } from './statistic.ts'
import { upperBoundFrom } from './upper-bound.ts'
import { canShow } from './warning.ts'

/**
 * Returns the baseline of a graded quality: the operator's limit, or the bound on stable's grades
 * if that is higher. Strangers and the outlier do not count. The bound is the highest that remains
 * without any one of the other callers, so that no caller can hide stable's usual rate behind good
 * grades. Grades judge what a release is, so they do not expire as an outage does.
 */
export function gradeBaselineOf(
  candidate: Evidence,
  reference: Evidence | undefined,
  limits: Limits
): Baseline {
  const limit = limitOf(limits, 'fault')
  if (reference === undefined) return fixedBaseline(limit)
  const alternatives = alternativesTo(limit)
  const outlier = outlierOf(reference.rows, alternatives)
  const othersIn = (rows: readonly Row[]) => known(rows).filter(({ caller }) => caller !== outlier)
  const areOthersShown = ({ rows }: Evidence) =>
    canShow(sumOf(othersIn(rows)).started, alternatives)
  const bound = areOthersShown(reference)
    ? boundOf(othersIn(reference.rows), limit)
    : upperBoundFrom(limit, sampleOf(sumOf(reference.rows), 'fault'))
  // Strangers or one caller must not allow any rate to the callers that are graded on the candidate.
  const isOwn = areOthersShown(reference) || !areOthersShown(candidate)
  return fixedBaseline(Math.max(limit, isOwn ? bound : Math.min(bound, mostUsualRate(limit))))
}

function outlierOf(rows: readonly Row[], alternatives: Alternatives): number | undefined {
  const selection = { scope: 'all', signal: 'fault', heaviest: undefined } as const
  return outlierCaller({ open: [], recent: rows }, selection, alternatives)
}

/** Returns the highest bound on the rate of the callers, with all of them or without one. */
function boundOf(rows: readonly Row[], limit: number): number {
  const sum = sampleOf(sumOf(rows), 'fault')
  const callers = [...byCaller(rows)].filter(([caller]) => caller > STRANGERS)
  const withoutOne = callers.map(([, own]) => {
    const { calls, bad } = sampleOf(own, 'fault')
    return { calls: sum.calls - calls, bad: sum.bad - bad }
  })
  return Math.max(...[sum, ...withoutOne].map((one) => upperBoundFrom(limit, one)))
}
