import type { Sample } from '../../../src/core/detector/counts.ts'
import {
  defaultLimits,
  OPEN_SLICES,
  SECONDS_PER_YEAR,
  thresholdOf,
} from '../../../src/core/detector/limits.ts'
import {
  accumulate,
  alternativesTo,
  nothingAccumulated,
  prefixMaximum,
  type Step,
} from '../../../src/core/detector/statistic.ts'
import type { AlarmTable } from './false-alarms.ts'
import { binomialOf, lognormalOf, rngOf, type Lognormal, type Rng } from './rng.ts'
import { short, tableOf } from './table.ts'

const rates = [1, 100, 1_000] as const
/** When a fault becomes visible: an answer that is cut within a long generation. */
const lateness: Lognormal = { medianMs: 20_000, sigma: 0.6 }

/** Mean time between false alarms at the allowed rate, in units of the promise, where faults become visible late. */
export function lateAlarmTable(alarms: number, promise: number): AlarmTable {
  const limits = { ...defaultLimits, falseAlarmYears: promise / SECONDS_PER_YEAR }
  const threshold = thresholdOf('fault', 'all', limits, 0)
  const seen = rates.map((callsPerSecond) => {
    const seconds = 4 * promise * alarms
    return { callsPerSecond, ...watch(callsPerSecond, threshold, alarms, seconds) }
  })
  const rows = seen.map(({ callsPerSecond, alarms: raised, seconds }) => [
    `${short(promise)} s`,
    `${short(callsPerSecond)} calls/s`,
    raised === 0 ? `none in ${short(seconds / promise)}` : short(seconds / raised / promise),
  ])
  const ratios = seen.map(({ alarms: raised, seconds }) =>
    raised === 0 ? Infinity : seconds / raised / promise
  )
  return {
    text: tableOf([['promise', 'traffic', 'at p₀, seen late'], ...rows]),
    worst: Math.min(...ratios),
  }
}

/** A slice whose faults become visible one after the other. */
interface OpenSlice {
  readonly slice: number
  sample: Sample
}

function watch(callsPerSecond: number, threshold: number, alarms: number, seconds: number) {
  const rng = rngOf(callsPerSecond)
  const draw = binomialOf(callsPerSecond, defaultLimits.maxFaultRate)
  const alternatives = alternativesTo(defaultLimits.maxFaultRate)
  const stepOf = ({ slice, sample }: OpenSlice): Step => ({
    slice,
    sample,
    alternatives,
    cap: 100 * threshold,
    longestPause: Infinity,
  })
  const visible = new Map<number, OpenSlice[]>()
  let before = nothingAccumulated
  let open: OpenSlice[] = []
  let raised = 0
  let second = 0
  for (; second < seconds && raised < alarms; second++) {
    const slice: OpenSlice = { slice: second, sample: { calls: callsPerSecond, bad: 0 } }
    open.push(slice)
    for (let bad = draw(rng); bad > 0; bad--) addTo(visible, visibleAt(rng, second), slice)
    const oldest = open.length > OPEN_SLICES ? open.shift() : undefined
    if (oldest !== undefined) before = accumulate(before, [stepOf(oldest)])
    const news = visible.get(second) ?? []
    visible.delete(second)
    for (const one of news) {
      const { calls, bad } = one.sample
      one.sample = { calls, bad: bad + 1 }
    }
    if (news.length === 0) continue
    if (prefixMaximum(before, open.map(stepOf), 0).srStatistic < threshold) continue
    raised++
    before = nothingAccumulated
    open = []
    visible.clear()
  }
  return { alarms: raised, seconds: second }
}

function visibleAt(rng: Rng, second: number): number {
  const lateSeconds = Math.floor(lognormalOf(rng, lateness) / 1000)
  return second + Math.min(OPEN_SLICES - 1, lateSeconds)
}

function addTo(visible: Map<number, OpenSlice[]>, second: number, slice: OpenSlice): void {
  const known = visible.get(second)
  if (known === undefined) visible.set(second, [slice])
  else known.push(slice)
}
