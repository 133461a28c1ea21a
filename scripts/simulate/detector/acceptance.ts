import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence } from '../../../src/core/detector/evidence.ts'
import { SLICE_MS } from '../../../src/core/reporting/tally.ts'
import { noCounts } from '../../../src/core/detector/counts.ts'
import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { rngOf, type Rng } from './rng.ts'
import { medianOf, percent, short, tableOf } from './table.ts'

const PER_SLICE = 20
/** A bake that has not passed after so many calls is given up. */
const MAX_CALLS = 6_000

/** A bake always has a reference, here without a call. Without one, a color may also pass on its newest calls alone. */
const unknown = emptyEvidence(0)

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
      acceptances: [63, 2].map((callers) => acceptancesOf({ faultRate, callers }, runs)),
    }
  })
  const rows = bakes.map(({ faultRate, acceptances }) => [
    percent(faultRate),
    ...acceptances.flatMap((calls) => [short(medianOf(calls)), percent(calls.length / runs)]),
  ])
  const head = ['true fault rate', 'calls, 63 callers', 'passed', 'calls, 2 callers', 'passed']
  const atTheBar = bakes.at(-1)?.acceptances.map((calls) => calls.length / runs) ?? []
  return { text: tableOf([head, ...rows]), worst: Math.max(...atTheBar) }
}

/** Calls until `healthy`, of the runs that got there. */
function acceptancesOf(bake: Bake, runs: number): readonly number[] {
  const rng = rngOf(bake.callers)
  const acceptances = Array.from({ length: runs }, () => callsUntilHealthy(bake, rng))
  return acceptances.filter((calls) => calls !== undefined)
}

/** The evidence is judged again once as many calls have come as the last verdict asked for: before, it cannot be healthy. */
function callsUntilHealthy(bake: Bake, rng: Rng): number | undefined {
  let evidence = emptyEvidence(0)
  let tallies: Tally[] = []
  let askedFor = 0
  for (let slice = 0; slice * PER_SLICE < MAX_CALLS; slice++) {
    tallies.push(...Array.from({ length: PER_SLICE }, () => tallyOf(bake, slice, rng)))
    if (tallies.length < askedFor) continue
    const now = (slice + 1) * SLICE_MS - 1
    evidence = addCounts(evidence, tallies, now, limits, unknown)
    const verdict = judge({ color: 'green', candidate: evidence, reference: unknown, now, limits })
    if (verdict.kind === 'healthy') return (slice + 1) * PER_SLICE
    if (verdict.kind === 'faulty') return undefined
    tallies = []
    askedFor = verdict.samplesNeeded
  }
  return undefined
}

function tallyOf({ faultRate, callers }: Bake, slice: number, rng: Rng): Tally {
  const caller = 1 + Math.floor(rng() * callers)
  const fault = rng() < faultRate ? 1 : 0
  const common = { color: 'green', release: 'v2', slice, caller, route: OTHER_ROUTE } as const
  return { ...noCounts, ...common, started: 1, success: 1 - fault, fault }
}
