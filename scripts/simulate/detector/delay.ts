import {
  addCounts,
  CALLER_GROUPS,
  emptyEvidence,
  SLICE_MS,
  type Evidence,
} from '../../../src/core/detector/cohort.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import { defaultLimits, SECONDS_PER_YEAR, type Limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import { rngOf, type Rng } from './rng.ts'
import { meanOf, medianOf, percent, short, tableOf } from './table.ts'

const allowedRates = [0.001, 0.01] as const
const faultRates = [0.02, 0.05, 0.2, 0.5, 1] as const
/** Calls in good health before the first fault, and between two runs from the same good state. */
const LONG = 5_000
const BETWEEN = 100

interface Cell {
  readonly limits: Limits
  readonly faultRate: number
  /** Calls in a slice, one report each. */
  readonly perSlice: number
  readonly runs: number
}

export interface DelayTable {
  readonly text: string
  /** The largest mean, in units of the limit. */
  readonly worst: number
}

/** Calls until the alarm from a long healthy state, in units of what no detector with the same promise can undercut. */
export function delayTable(runs: number): DelayTable {
  const cells = allowedRates.flatMap((allowed) =>
    faultRates.map((faultRate) => ({ allowed, faultRate, ...delayOf(allowed, faultRate, runs) }))
  )
  const rows = cells.map(({ allowed, faultRate, limit, median, mean }) => [
    percent(allowed),
    percent(faultRate),
    ...[limit, median, mean].map(short),
    ...[median / limit, mean / limit].map((ratio) => ratio.toFixed(2)),
  ])
  const head = [
    'allowed',
    'faults',
    'limit, calls',
    'median',
    'mean',
    'median ÷ limit',
    'mean ÷ limit',
  ]
  const worst = Math.max(...cells.map(({ mean, limit }) => mean / limit))
  return { text: tableOf([head, ...rows]), worst }
}

/** Calls until the alarm at one call a slice, and the limit. */
export function delayOf(
  allowed: number,
  faultRate: number,
  runs: number
): { readonly limit: number; readonly median: number; readonly mean: number } {
  const limits = { ...defaultLimits, maxFaultRate: allowed }
  const delays = delaysOf({ limits, faultRate, perSlice: 1, runs })
  return { limit: limitOf(limits, faultRate), median: medianOf(delays), mean: meanOf(delays) }
}

/** The same at rates where many calls share a slice and the fault begins somewhere in it. */
export function delayByRateTable(runs: number): string {
  const rows = [1, 10, 100, 1000].map((perSlice) => [
    `${short(perSlice)} calls/s`,
    ...[0.05, 0.2, 1].map((faultRate) => {
      const delays = delaysOf({ limits: defaultLimits, faultRate, perSlice, runs })
      return `${short(meanOf(delays))} calls, ${short(meanOf(delays) / perSlice)} s`
    }),
  ])
  return tableOf([['traffic', '5 % faults', '20 % faults', 'full outage'], ...rows])
}

/** log γ / KL(p₁‖p₀) calls (Lorden, Annals of Mathematical Statistics 42, 1971). */
function limitOf({ maxFaultRate, falseAlarmYears }: Limits, faultRate: number): number {
  const spared = faultRate === 1 ? 0 : Math.log((1 - faultRate) / (1 - maxFaultRate))
  const information = faultRate * Math.log(faultRate / maxFaultRate) + (1 - faultRate) * spared
  return Math.log(falseAlarmYears * SECONDS_PER_YEAR) / information
}

function delaysOf(cell: Cell): readonly number[] {
  const rng = rngOf(1)
  const stream = new Stream(cell, rng)
  stream.healthy(LONG)
  return Array.from({ length: cell.runs }, () => {
    stream.healthy(BETWEEN + Math.floor(rng() * cell.perSlice))
    return stream.callsUntilAlarm()
  })
}

/** Calls that come one by one, and what the detector makes of them. */
class Stream {
  readonly #cell: Cell
  readonly #rng: Rng
  #evidence: Evidence = emptyEvidence(0)
  #calls = 0

  constructor(cell: Cell, rng: Rng) {
    this.#cell = cell
    this.#rng = rng
  }

  /** Goes on for so many calls at half the allowed rate. */
  healthy(calls: number): void {
    const { limits } = this.#cell
    for (let call = 0; call < calls; call++) this.#add(this.#rng() < limits.maxFaultRate / 2)
  }

  /** Fails at the fault rate until the alarm, then forgets that it did. */
  callsUntilAlarm(): number {
    const [evidence, calls] = [this.#evidence, this.#calls]
    while (!this.#isFaulty(this.#rng() < this.#cell.faultRate)) continue
    const delay = this.#calls - calls
    this.#evidence = evidence
    this.#calls = calls
    return delay
  }

  /** Only a fault can raise the alarm: a success never speaks against a color. */
  #isFaulty(isFault: boolean): boolean {
    this.#add(isFault)
    if (!isFault) return false
    const now = this.#now()
    const { limits } = this.#cell
    return judge({ color: 'green', candidate: this.#evidence, now, limits }).kind === 'faulty'
  }

  #add(isFault: boolean): void {
    const slice = Math.floor(this.#calls / this.#cell.perSlice)
    this.#calls++
    const caller = Math.floor(this.#rng() * CALLER_GROUPS)
    const tallies = [tallyOf(slice, caller, isFault)]
    this.#evidence = addCounts(this.#evidence, tallies, slice * SLICE_MS, this.#cell.limits)
  }

  #now(): number {
    return (this.#calls / this.#cell.perSlice) * SLICE_MS
  }
}

function tallyOf(slice: number, caller: number, isFault: boolean): Tally {
  const common = { color: 'green', release: 'v2', slice, caller, started: 1 } as const
  const fault = isFault ? 1 : 0
  return { ...common, success: 1 - fault, neutral: 0, fault, overload: 0, slow: 0 }
}
