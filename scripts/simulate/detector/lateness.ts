import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import { SLICE_MS } from '../../../src/core/reporting/tally.ts'
import { lordenLimitOf } from './delay.ts'
import { emptyState, healthyFor, LateFault } from './late-fault.ts'
import { rngOf } from './rng.ts'
import { meanOf, percent, short, tableOf } from './table.ts'

const latenesses = [0, 1, 5, 20, 30, 120] as const
const rates = [1, 10, 100, 1_000, 10_000] as const
const faultRates = [0.05, 0.2, 1] as const

/** Healthy traffic before the first history, and seconds between two histories. */
const WARM_UP = { calls: 4_000, atLeastSeconds: 200 } as const
const BETWEEN_SECONDS = 20

export interface LatenessTable {
  readonly text: string
  /** The cells whose ratio is above what is claimed. */
  readonly exceptions: readonly LatenessCell[]
  /** The largest ratio to the limit of a promise in calls. */
  readonly worstInCalls: number
}

/** The mean delay of a cell, in units of two limits. */
export interface LatenessCell {
  readonly name: string
  readonly rate: number
  readonly lateness: number
  readonly faultRate: number
  /** Ratio to log γ / KL, γ in slices. */
  readonly ratio: number
  /** Ratio to log (γ · calls per slice) / KL: the same promise, counted in calls as Lorden counts observations. */
  readonly ratioInCalls: number
}

/** How much is drawn: healthy histories, and runs that start from each of them. */
export interface Repetitions {
  readonly histories: number
  readonly runs: number
}

/** Delay after the failures become visible, in units of the limit. */
export function latenessTable(repetitions: Repetitions, claim: number): LatenessTable {
  const cells = rates.flatMap((rate) => latenessCells(rate, repetitions))
  const head = ['traffic', 'faults', 'limit', ...latenesses.map((seconds) => `${seconds} s late`)]
  const rows = rates.flatMap((rate) =>
    faultRates.map((faultRate) => [
      `${short(rate)} calls/s`,
      percent(faultRate),
      `${short(limitSecondsOf(rate, faultRate, 1))} s`,
      ...cells
        .filter((cell) => cell.rate === rate && cell.faultRate === faultRate)
        .map(({ ratio }) => ratio.toFixed(2)),
    ])
  )
  return {
    text: tableOf([head, ...rows]),
    exceptions: cells.filter(({ ratio }) => ratio > claim),
    worstInCalls: Math.max(...cells.map(({ ratioInCalls }) => ratioInCalls)),
  }
}

/** The limit as a time. Evidence arrives in whole slices, so it is at least one slice. */
function limitSecondsOf(rate: number, faultRate: number, callsPerPromisedUnit: number): number {
  const calls = lordenLimitOf(limits, faultRate, callsPerPromisedUnit)
  return Math.max(SLICE_MS / 1000, calls / rate)
}

/** The cells of one rate. */
export function latenessCells(
  rate: number,
  { histories, runs }: Repetitions
): readonly LatenessCell[] {
  const rng = rngOf(rate)
  const delays = new Map<string, number[]>()
  let healthy = healthyFor(rng, rate, emptyState, warmUpSeconds(rate))
  for (let history = 0; history < histories; history++) {
    healthy = healthyFor(rng, rate, healthy, BETWEEN_SECONDS)
    const fault = new LateFault(rng, rate, healthy)
    for (const lateness of latenesses) {
      fault.waitUntilVisible(lateness)
      for (const faultRate of faultRates) {
        const own = Array.from({ length: runs }, () => fault.secondsUntilAlarm(lateness, faultRate))
        const key = `${lateness}/${faultRate}`
        delays.set(key, [...(delays.get(key) ?? []), ...own])
      }
    }
  }
  return latenesses.flatMap((lateness) =>
    faultRates.map((faultRate) => {
      const seconds = meanOf(delays.get(`${lateness}/${faultRate}`) ?? [])
      return {
        name: `${short(rate)} calls/s, ${percent(faultRate)}, ${lateness} s late`,
        rate,
        lateness,
        faultRate,
        ratio: seconds / limitSecondsOf(rate, faultRate, 1),
        ratioInCalls: seconds / limitSecondsOf(rate, faultRate, rate),
      }
    })
  )
}

function warmUpSeconds(rate: number): number {
  return Math.max(WARM_UP.atLeastSeconds, WARM_UP.calls / rate)
}
