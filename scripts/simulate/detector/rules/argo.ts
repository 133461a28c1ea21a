import { looksOf, type Rule } from './rule.ts'

/**
 * Argo Rollouts, analysis after promotion: a measurement fails below a success rate of 95 %, or without any call when
 * the condition does not guard against NaN. More failures in all than the limit roll back.
 */
export function argo(intervalMs: number, failureLimit: number, isGuarded = false): Rule {
  return {
    name: `B2 Argo ${intervalMs / 1000} s, limit ${failureLimit}${isGuarded ? ', guarded' : ''}`,
    rollbackAt: (view) => {
      let failed = 0
      for (const at of looksOf(view, intervalMs)) {
        const { calls, bad } = view.ended.between(at - intervalMs, at)
        const isEnough = calls >= (isGuarded ? 20 : 0)
        if (isEnough && !(1 - bad / calls >= 0.95)) failed++
        if (failed > failureLimit) return at
      }
      return undefined
    },
  }
}
