import { isBad } from '../workload.ts'
import type { Rule } from './rule.ts'

const ALPHA = 0.05
const TUNED_FOR = 5000
const RHO = Math.sqrt(
  (-2 * Math.log(2 * ALPHA) + Math.log(1 - 2 * Math.log(2 * ALPHA))) / TUNED_FOR
)

/**
 * GrowthBook's safe rollouts: a one-sided asymptotic confidence sequence for the difference between the arms
 * (Waudby-Smith et al., arXiv 2103.06476), rolled back when it excludes zero. `everyMs` 0 looks at each call.
 */
export function growthbook(everyMs: number): Rule {
  return {
    name: `B6 GrowthBook ${everyMs === 0 ? 'at each call' : `every ${everyMs / 1000} s`}`,
    rollbackAt: ({ ended, endedOnControl, switchedAt }) => {
      const arms = { candidate: { calls: 0, bad: 0 }, control: { calls: 0, bad: 0 } }
      let lookAt = switchedAt + everyMs
      const ends = [
        ...ended.calls.map((call) => ({ call, arm: arms.candidate })),
        ...endedOnControl.calls.map((call) => ({ call, arm: arms.control })),
      ].toSorted((one, other) => one.call.endedAt - other.call.endedAt)
      for (const { call, arm } of ends) {
        if (everyMs > 0 && call.endedAt > lookAt) {
          if (excludesZero(arms.candidate, arms.control)) return lookAt
          while (lookAt < call.endedAt) lookAt += everyMs
        }
        arm.calls++
        if (isBad(call)) arm.bad++
        if (everyMs === 0 && excludesZero(arms.candidate, arms.control)) return call.endedAt
      }
      return undefined
    },
  }
}

interface Arm {
  readonly calls: number
  readonly bad: number
}

function excludesZero(candidate: Arm, control: Arm): boolean {
  if (candidate.calls === 0 || control.calls === 0) return false
  const [p, q] = [candidate.bad / candidate.calls, control.bad / control.calls]
  if (p <= q) return false
  const n = candidate.calls + control.calls
  const variance = (p * (1 - p)) / candidate.calls + (q * (1 - q)) / control.calls
  const spread = n * RHO ** 2
  const halfwidth = Math.sqrt(
    variance *
      n *
      ((2 * (spread + 1)) / (n * RHO) ** 2) *
      Math.log(1 + Math.sqrt(spread + 1) / (2 * ALPHA))
  )
  return p - q > halfwidth
}
