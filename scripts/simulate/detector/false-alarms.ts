import {
  alternativesTo,
  zeroStatistics,
  likelihoodRatiosOf,
  srStatisticOf,
  afterSlice,
  type LikelihoodRatios,
  type SrStatistics,
} from '../../../src/core/detector/statistic.ts'
import { defaultLimits, SECONDS_PER_YEAR, thresholdOf } from '../../../src/core/detector/limits.ts'
import { binomialOf, rngOf } from './rng.ts'
import { short, tableOf } from './table.ts'

const rates = [1, 100, 10_000] as const

interface Watch {
  readonly callsPerSecond: number
  readonly faultRate: number
  readonly threshold: number
  /** Stops after so many alarms or so many seconds. */
  readonly alarms: number
  readonly seconds: number
}

export interface AlarmTable {
  readonly text: string
  /** The shortest mean time between alarms in units of the promise, or the number of alarms. */
  readonly worst: number
}

/**
 * Mean time between false alarms, in units of the promise. Slices are drawn as whole and go through the core's own
 * ticks: years of reports would take as long as the years.
 */
export function promiseTable(alarms: number, promises: readonly number[]): AlarmTable {
  const rows = promises.flatMap((promise) =>
    rates.map((callsPerSecond) => {
      const limits = { ...defaultLimits, falseAlarmYears: promise / SECONDS_PER_YEAR }
      const threshold = thresholdOf('fault', 'all', limits, 0)
      const [full, half] = [1, 0.5].map((share) => {
        const seconds = promise * alarms * 4
        const faultRate = share * limits.maxFaultRate
        return watch({ callsPerSecond, faultRate, threshold, alarms, seconds })
      })
      return { promise, callsPerSecond, full, half }
    })
  )
  const body = rows.map(({ promise, callsPerSecond, full, half }) => [
    `${short(promise)} s`,
    `${short(callsPerSecond)} calls/s`,
    ...[full, half].map((seen) => (seen === undefined ? '' : ratioOf(seen, promise))),
  ])
  const ratios = rows.flatMap(({ promise, full, half }) =>
    [full, half].map((seen) => (seen?.alarms ? seen.seconds / seen.alarms / promise : Infinity))
  )
  const text = tableOf([['promise', 'traffic', 'at p₀', 'at p₀ / 2'], ...body])
  return { text, worst: Math.min(...ratios) }
}

/** Alarms at half the allowed rate with the default promise, and how close the evidence came. */
export function yearsTable(years: number): AlarmTable {
  const threshold = thresholdOf('fault', 'all', defaultLimits, 0)
  const faultRate = defaultLimits.maxFaultRate / 2
  const seconds = Math.round(years * SECONDS_PER_YEAR)
  const seen = rates.map((callsPerSecond) => ({
    callsPerSecond,
    ...watch({ callsPerSecond, faultRate, threshold, alarms: Infinity, seconds }),
  }))
  const rows = seen.map(({ callsPerSecond, alarms, strongest }) => {
    const closest = `10^${Math.log10(strongest / threshold).toFixed(1)}`
    return [`${short(callsPerSecond)} calls/s`, short(years), String(alarms), closest]
  })
  const head = ['traffic', 'years', 'false alarms', 'strongest evidence ÷ threshold']
  return {
    text: tableOf([head, ...rows]),
    worst: seen.reduce((sum, { alarms }) => sum + alarms, 0),
  }
}

interface Seen {
  readonly alarms: number
  readonly seconds: number
  readonly strongest: number
}

function watch({ callsPerSecond, faultRate, threshold, alarms, seconds }: Watch): Seen {
  const rng = rngOf(callsPerSecond)
  const draw = binomialOf(callsPerSecond, faultRate)
  const ratios = ratiosFor(callsPerSecond)
  const seen = { alarms: 0, seconds: 0, strongest: 0 }
  let statistics: SrStatistics = zeroStatistics
  while (seen.alarms < alarms && seen.seconds < seconds) {
    const bad = draw(rng)
    statistics = afterSlice(statistics, ratios(bad))
    seen.seconds++
    const statistic = bad === 0 ? 0 : srStatisticOf(statistics)
    if (statistic > seen.strongest) seen.strongest = statistic
    if (statistic < threshold) continue
    seen.alarms++
    statistics = zeroStatistics
  }
  return seen
}

/** The ratios of every slice that occurs, each worked out once. */
function ratiosFor(calls: number): (bad: number) => LikelihoodRatios {
  const known: LikelihoodRatios[] = []
  const alternatives = alternativesTo(defaultLimits.maxFaultRate)
  return (bad) => (known[bad] ??= likelihoodRatiosOf({ calls, bad }, alternatives))
}

function ratioOf({ alarms, seconds }: Seen, promise: number): string {
  return alarms === 0 ? `none in ${short(seconds / promise)}` : short(seconds / alarms / promise)
}
