import type { RecentTraffic } from '../../core/metrics/last-minute.ts'
import type { Model } from '../../core/routing/model.ts'
import type { ColorTraffic, ModelLimits } from '../admin/answers.ts'

/** Returns the traffic of a color in the form of the admin route. */
export function trafficShown(
  { firstByteMs, ...counts }: RecentTraffic,
  waiting: number
): ColorTraffic {
  return { ...counts, waiting, firstByteMs: firstByteMs ?? null }
}

/** Returns the limits of a model, with the objectives that are learned from stable. */
export function limitsShown(
  { limits, firstByteObjectiveMs }: Model,
  learnedMs: Readonly<Record<string, number>>
): ModelLimits {
  const isLearned = firstByteObjectiveMs === undefined
  const isOff = firstByteObjectiveMs === Infinity
  const learned = Object.entries(isLearned ? learnedMs : {})
  return {
    faults: limits.maxFaultRate,
    overload: limits.maxOverloadRate,
    slow: limits.maxSlowRate,
    lost: limits.maxLostRate,
    firstByteSeconds: isLearned || isOff ? null : firstByteObjectiveMs / 1000,
    learnedFirstByteSeconds: Object.fromEntries(learned.map(([route, ms]) => [route, ms / 1000])),
  }
}
