import {
  alternativesTo,
  noStrengths,
  strengthOf,
  tick,
  type Strengths,
} from '../../src/core/accumulate.ts'
import { defaultLimits, SECONDS_PER_YEAR, thresholdOf } from '../../src/core/limits.ts'
import { binomialOf, diceOf } from './dice.ts'
import { short, tableOf } from './table.ts'

const rates = [1, 100, 10_000] as const
const promises = [1_000, 10_000, 100_000] as const

interface Watch {
  readonly callsPerSecond: number
  readonly faultRate: number
  readonly threshold: number
  /** Stops after so many alarms or so many seconds. */
  readonly alarms: number
  readonly seconds: number
}

/**
 * Mean time between false alarms, in units of the promise. Slices are drawn as whole and go through the core's own
 * ticks: years of reports would take as long as the years.
 */
export function promiseTable(alarms: number): string {
  const rows = promises.flatMap((promise) =>
    rates.map((callsPerSecond) => {
      const limits = { ...defaultLimits, falseAlarmYears: promise / SECONDS_PER_YEAR }
      const threshold = thresholdOf('fault', limits, 0)
      const cells = [1, 0.5].map((share) => {
        const seconds = promise * alarms * 4
        const faultRate = share * limits.maxFaultRate
        return ratioOf(watch({ callsPerSecond, faultRate, threshold, alarms, seconds }), promise)
      })
      return [`${short(promise)} s`, `${short(callsPerSecond)} calls/s`, ...cells]
    })
  )
  return tableOf([['promise', 'traffic', 'at p₀', 'at p₀ / 2'], ...rows])
}

/** Alarms at half the allowed rate with the default promise, and how close the evidence came. */
export function yearsTable(years: number): string {
  const rows = rates.map((callsPerSecond) => {
    const seconds = Math.round((years / rates.length) * SECONDS_PER_YEAR)
    const threshold = thresholdOf('fault', defaultLimits, 0)
    const faultRate = defaultLimits.maxFaultRate / 2
    const seen = watch({ callsPerSecond, faultRate, threshold, alarms: Infinity, seconds })
    const closest = `10^${Math.log10(seen.strongest / threshold).toFixed(1)}`
    const traffic = `${short(callsPerSecond)} calls/s`
    return [traffic, short(years / rates.length), String(seen.alarms), closest]
  })
  return tableOf([['traffic', 'years', 'false alarms', 'strongest evidence ÷ threshold'], ...rows])
}

interface Seen {
  readonly alarms: number
  readonly seconds: number
  readonly strongest: number
}

function watch({ callsPerSecond, faultRate, threshold, alarms, seconds }: Watch): Seen {
  const dice = diceOf(callsPerSecond)
  const draw = binomialOf(callsPerSecond, faultRate)
  const against = alternativesTo(defaultLimits.maxFaultRate)
  const seen = { alarms: 0, seconds: 0, strongest: 0 }
  let strengths: Strengths = noStrengths
  while (seen.alarms < alarms && seen.seconds < seconds) {
    const bad = draw(dice)
    strengths = tick(strengths, { calls: callsPerSecond, bad }, against)
    seen.seconds++
    const strength = bad === 0 ? 0 : strengthOf(strengths)
    if (strength > seen.strongest) seen.strongest = strength
    if (strength < threshold) continue
    seen.alarms++
    strengths = noStrengths
  }
  return seen
}

function ratioOf({ alarms, seconds }: Seen, promise: number): string {
  return alarms === 0 ? `none in ${short(seconds / promise)}` : short(seconds / alarms / promise)
}
