import { addCounts, emptyEvidence, SLICE_MS } from '../../../src/core/detector/cohort.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import { rngOf, type Rng } from './rng.ts'
import { medianOf, percent, short, tableOf } from './table.ts'

const PER_SLICE = 20
/** A bake that has not passed after so many calls is given up. */
const MAX_CALLS = 6_000

interface Bake {
  readonly faultRate: number
  readonly callers: number
}

export interface AcceptanceTable {
  readonly text: string
  /** The share of colors at twice the allowed rate that were called healthy. */
  readonly worst: number
}

/** Calls until a new color is called healthy, and how many that are at the bar are let through. */
export function acceptanceTable(runs: number): AcceptanceTable {
  const bakes = [0, 0.25, 0.5, 1, limits.acceptanceRatio].map((share) => {
    const faultRate = share * limits.maxFaultRate
    return {
      faultRate,
      acceptances: [64, 2].map((callers) => acceptancesOf({ faultRate, callers }, runs)),
    }
  })
  const rows = bakes.map(({ faultRate, acceptances }) => [
    percent(faultRate),
    ...acceptances.flatMap((calls) => [short(medianOf(calls)), percent(calls.length / runs)]),
  ])
  const head = ['true fault rate', 'calls, 64 callers', 'passed', 'calls, 2 callers', 'passed']
  const atTheBar = bakes.at(-1)?.acceptances.map((calls) => calls.length / runs) ?? []
  return { text: tableOf([head, ...rows]), worst: Math.max(...atTheBar) }
}

/** Calls until `healthy`, of the runs that got there. */
function acceptancesOf(bake: Bake, runs: number): readonly number[] {
  const rng = rngOf(bake.callers)
  const acceptances = Array.from({ length: runs }, () => callsUntilHealthy(bake, rng))
  return acceptances.filter((calls) => calls !== undefined)
}

function callsUntilHealthy({ faultRate, callers }: Bake, rng: Rng): number | undefined {
  let evidence = emptyEvidence(0)
  for (let slice = 0; slice * PER_SLICE < MAX_CALLS; slice++) {
    const now = (slice + 1) * SLICE_MS - 1
    const tallies = Array.from({ length: PER_SLICE }, (): Tally => {
      const caller = Math.floor(rng() * callers)
      const fault = rng() < faultRate ? 1 : 0
      const common = { color: 'green', release: 'v2', slice, caller, started: 1 } as const
      return { ...common, success: 1 - fault, neutral: 0, fault, overload: 0, slow: 0 }
    })
    evidence = addCounts(evidence, tallies, now, limits)
    const { kind } = judge({ color: 'green', candidate: evidence, now, limits })
    if (kind === 'healthy') return (slice + 1) * PER_SLICE
    if (kind === 'faulty') return undefined
  }
  return undefined
}
