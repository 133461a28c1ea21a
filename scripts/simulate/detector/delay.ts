import { addCounts } from '../../../src/core/detector/cohort.ts'
import { CALLER_GROUPS } from '../../../src/core/outcomes/caller.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { SLICE_MS } from '../../../src/core/reporting/tally.ts'
import { noCounts } from '../../../src/core/detector/counts.ts'
import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import { defaultLimits, SECONDS_PER_YEAR, type Limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { rngOf, type Rng } from './rng.ts'
import { meanOf, medianOf, percent, short, tableOf } from './table.ts'

const allowedRates = [0.001, 0.01] as const
const faultRates = [0.02, 0.05, 0.2, 0.5, 1] as const
/** Healthy calls before the first run, and between two runs. */
const LONG = 5_000
const BETWEEN = 100

interface Cell {
  readonly limits: Limits
  readonly faultRate: number
  readonly runs: number
}

export interface DelayTable {
  readonly text: string
  /** The largest ratio of a mean to its limit. */
  readonly worst: number
}

/** Calls until the alarm after a long healthy time, and their ratio to the limit. */
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
  const delays = delaysOf({ limits, faultRate, runs })
  return { limit: lordenLimitOf(limits, faultRate), median: medianOf(delays), mean: meanOf(delays) }
}

/**
 * The limit in calls: log γ / KL(p₁‖p₀) (Lorden, Annals of Mathematical Statistics 42, 1971). The promise is in slices; with
 * so many calls in each it is `callsPerSlice` times as many calls.
 */
export function lordenLimitOf(
  { maxFaultRate, falseAlarmYears }: Limits,
  faultRate: number,
  callsPerSlice = 1
): number {
  const spared = faultRate === 1 ? 0 : Math.log((1 - faultRate) / (1 - maxFaultRate))
  const information = faultRate * Math.log(faultRate / maxFaultRate) + (1 - faultRate) * spared
  return Math.log(falseAlarmYears * SECONDS_PER_YEAR * callsPerSlice) / information
}

function delaysOf(cell: Cell): readonly number[] {
  const rng = rngOf(1)
  const stream = new Stream(cell, rng)
  stream.healthy(LONG)
  return Array.from({ length: cell.runs }, () => {
    stream.healthy(BETWEEN)
    return stream.callsUntilAlarm()
  })
}

/** Calls that come one by one, and the evidence that they leave. */
class Stream {
  readonly #cell: Cell
  readonly #rng: Rng
  #evidence: Evidence = emptyEvidence(0)
  #waiting: Tally[] = []
  #calls = 0

  constructor(cell: Cell, rng: Rng) {
    this.#cell = cell
    this.#rng = rng
  }

  /** Adds calls that fail at half the allowed rate. */
  healthy(calls: number): void {
    const { limits } = this.#cell
    for (let call = 0; call < calls; call++) this.#add(this.#rng() < limits.maxFaultRate / 2)
  }

  /** Adds calls that fail at the fault rate until the alarm, and goes back to the state before them. */
  callsUntilAlarm(): number {
    const [evidence, calls, waiting] = [this.#evidence, this.#calls, this.#waiting]
    this.#waiting = [...waiting]
    while (!this.#isFaulty(this.#rng() < this.#cell.faultRate)) continue
    const delay = this.#calls - calls
    this.#evidence = evidence
    this.#calls = calls
    this.#waiting = waiting
    return delay
  }

  /** Only a fault can raise the alarm: a success never speaks against a color. */
  #isFaulty(isFault: boolean): boolean {
    this.#add(isFault)
    if (!isFault) return false
    const now = this.#calls * SLICE_MS
    const { limits } = this.#cell
    return judge({ color: 'green', candidate: this.#evidence, now, limits }).kind === 'faulty'
  }

  /** Good calls are added together with the next fault: increments commute, and adding them costs more than drawing them. */
  #add(isFault: boolean): void {
    const slice = this.#calls
    this.#calls++
    const caller = 1 + Math.floor(this.#rng() * (CALLER_GROUPS - 1))
    this.#waiting.push(tallyOf(slice, caller, isFault))
    if (!isFault) return
    const now = slice * SLICE_MS
    this.#evidence = addCounts(this.#evidence, this.#waiting, now, this.#cell.limits)
    this.#waiting = []
  }
}

function tallyOf(slice: number, caller: number, isFault: boolean): Tally {
  const common = { color: 'green', release: 'v2', slice, caller, route: OTHER_ROUTE } as const
  const fault = isFault ? 1 : 0
  return { ...noCounts, ...common, started: 1, success: 1 - fault, fault }
}
