import { looksOf, type Rule } from './rule.ts'

/**
 * Flagger: every interval the success rate of a window must reach 99 %. Failed checks add up, an empty window is a
 * failed check, and the tick after the threshold was reached rolls back.
 */
export function flagger(intervalMs: number, windowMs: number, threshold: number): Rule {
  return {
    name: `B1 Flagger ${intervalMs / 1000} s, threshold ${threshold}`,
    rollbackAt: (view) => {
      let failedChecks = 0
      for (const at of looksOf(view, intervalMs)) {
        if (failedChecks >= threshold) return at
        const { calls, bad } = view.ended.between(at - windowMs, at)
        if (calls === 0 || 1 - bad / calls < 0.99) failedChecks++
      }
      return undefined
    },
  }
}
