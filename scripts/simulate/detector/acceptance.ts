import { book, emptyEvidence, SLICE_MS } from '../../../src/core/detector/cohort.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import { diceOf, type Dice } from './rng.ts'
import { medianOf, percent, short, tableOf } from './table.ts'

const PER_SLICE = 20
/** A bake that has not passed after so many calls is given up. */
const PATIENCE = 6_000

interface Bake {
  readonly faultRate: number
  readonly callers: number
}

export interface PassTable {
  readonly text: string
  /** The share of colors at twice the allowed rate that were called healthy. */
  readonly worst: number
}

/** Calls until a new color is called healthy, and how many that are at the bar are let through. */
export function passTable(runs: number): PassTable {
  const bakes = [0, 0.25, 0.5, 1, limits.passRatio].map((share) => {
    const faultRate = share * limits.maxFaultRate
    return { faultRate, passes: [64, 2].map((callers) => passesOf({ faultRate, callers }, runs)) }
  })
  const rows = bakes.map(({ faultRate, passes }) => [
    percent(faultRate),
    ...passes.flatMap((calls) => [short(medianOf(calls)), percent(calls.length / runs)]),
  ])
  const head = ['true fault rate', 'calls, 64 callers', 'passed', 'calls, 2 callers', 'passed']
  const atTheBar = bakes.at(-1)?.passes.map((calls) => calls.length / runs) ?? []
  return { text: tableOf([head, ...rows]), worst: Math.max(...atTheBar) }
}

/** Calls until `healthy`, of the runs that got there. */
function passesOf(bake: Bake, runs: number): readonly number[] {
  const dice = diceOf(bake.callers)
  const passes = Array.from({ length: runs }, () => callsUntilHealthy(bake, dice))
  return passes.filter((calls) => calls !== undefined)
}

function callsUntilHealthy({ faultRate, callers }: Bake, dice: Dice): number | undefined {
  let evidence = emptyEvidence(0)
  for (let slice = 0; slice * PER_SLICE < PATIENCE; slice++) {
    const now = (slice + 1) * SLICE_MS - 1
    const tallies = Array.from({ length: PER_SLICE }, (): Tally => {
      const caller = Math.floor(dice() * callers)
      const fault = dice() < faultRate ? 1 : 0
      const common = { color: 'green', release: 'v2', slice, caller, started: 1 } as const
      return { ...common, success: 1 - fault, neutral: 0, fault, pressure: 0, slow: 0 }
    })
    evidence = book(evidence, tallies, now, limits)
    const { kind } = judge({ color: 'green', trial: evidence, now, limits })
    if (kind === 'healthy') return (slice + 1) * PER_SLICE
    if (kind === 'faulty') return undefined
  }
  return undefined
}
