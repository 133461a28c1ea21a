import { noCounts } from '../../../src/core/detector/counts.ts'
import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import { INTERVAL_MS } from '../../../src/core/reporting/schedule.ts'
import { SLICE_MS, type Tally } from '../../../src/core/reporting/tally.ts'
import { binomialOf, type Rng } from './rng.ts'

/** A round is the time between two reports. */
export const ROUND_MS = INTERVAL_MS.baking
export const ROUNDS_PER_SECOND = 1000 / ROUND_MS

const CALLERS = 16

/** The calls that start in one round, by caller. */
export interface Batch {
  readonly slice: number
  readonly calls: ReadonlyMap<number, number>
}

/** The calls of a round: evenly spaced in time, each from a random caller, or an even share from each where they are many. */
export function batchOf(rng: Rng, callsPerSecond: number, round: number): Batch {
  const perRound = callsPerSecond / ROUNDS_PER_SECOND
  const calls = Math.floor((round + 1) * perRound) - Math.floor(round * perRound)
  const each = Math.floor(calls / CALLERS)
  const callers = each === 0 ? [] : Array.from({ length: CALLERS }, (_, index) => index + 1)
  const byCaller = new Map(callers.map((caller) => [caller, each]))
  for (let left = calls - each * CALLERS; left > 0; left--) {
    const caller = 1 + Math.floor(rng() * CALLERS)
    byCaller.set(caller, (byCaller.get(caller) ?? 0) + 1)
  }
  return { slice: Math.floor((round * ROUND_MS) / SLICE_MS), calls: byCaller }
}

/** The tallies that report the starts of a batch. */
export function startedOf(batch: Batch): readonly Tally[] {
  return [...batch.calls].map(([caller, started]) => tallyOf(batch, caller, { started }))
}

/** The tallies that report the ends of a batch: streams that end well, and streams that are cut. */
export function endedOf(rng: Rng, batch: Batch, faultRate: number): readonly Tally[] {
  return [...batch.calls].map(([caller, calls]) => {
    const fault = faultRate === 1 ? calls : faultsOf(calls, faultRate)(rng)
    return tallyOf(batch, caller, { success: calls - fault, fault })
  })
}

const samplers = new Map<string, (rng: Rng) => number>()

function faultsOf(calls: number, faultRate: number): (rng: Rng) => number {
  const key = `${calls}/${faultRate}`
  const known = samplers.get(key) ?? binomialOf(calls, faultRate)
  samplers.set(key, known)
  return known
}

function tallyOf({ slice }: Batch, caller: number, counts: Partial<Tally>): Tally {
  const common = { color: 'green', release: 'v2', slice, caller, route: OTHER_ROUTE } as const
  return { ...noCounts, ...common, ...counts }
}
