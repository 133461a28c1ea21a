import type { Pointer } from '../../../src/core/routing/pointer.ts'
import type { Region } from '../../../src/core/reporting/collector-shard.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import type { Rng } from '../detector/rng.ts'

/** Size of the simulated system, and the way its isolates report. */
export interface World {
  readonly isolates: number
  readonly callsPerSecond: number
  /** Share of green's calls that fail after the fault. */
  readonly faultRate: number
  /** Collectors per region; with 0, isolates report to the coordinator. */
  readonly collectorsPerRegion: number
}

/**
 * Regions for collectors, with the share of isolates in each. Shares are uneven, like Internet
 * traffic. `oneWayMs` is the one-way delay to the coordinator, which is in weur.
 */
export const regions = [
  { name: 'weur', share: 0.25, oneWayMs: 5 },
  { name: 'enam', share: 0.25, oneWayMs: 40 },
  { name: 'wnam', share: 0.15, oneWayMs: 70 },
  { name: 'apac', share: 0.2, oneWayMs: 90 },
  { name: 'eeur', share: 0.1, oneWayMs: 15 },
  { name: 'oc', share: 0.05, oneWayMs: 130 },
] as const satisfies readonly {
  readonly name: Region
  readonly share: number
  readonly oneWayMs: number
}[]

/** One-way delay from an isolate to a collector of its region. */
export const NEAR_ONE_WAY_MS = 8

export interface Isolate {
  readonly region: (typeof regions)[number]
  /** The collector that it reports to; undefined when it reports to the coordinator. */
  readonly collector: Collector | undefined
  drawnUntil: number
  pointer: Pointer
  updatedAt: number
}

/** A collector between isolates and the coordinator. It keeps their counts until its own report. */
export class Collector {
  readonly region: Isolate['region']
  readonly isolates: number
  pointer: Pointer
  reports = 0
  #pending: Tally[] = []

  constructor(region: Isolate['region'], isolates: number, pointer: Pointer) {
    this.region = region
    this.isolates = isolates
    this.pointer = pointer
  }

  receive(tallies: readonly Tally[]): void {
    this.reports++
    this.#pending.push(...tallies)
  }

  /** Returns the pending counts and clears them. */
  drain(): readonly Tally[] {
    const pending = this.#pending
    this.#pending = []
    return pending
  }
}

/** Returns the isolates and collectors in their initial state. */
export function populate(
  { isolates, collectorsPerRegion }: World,
  pointer: Pointer
): { readonly isolates: readonly Isolate[]; readonly collectors: readonly Collector[] } {
  const all: Isolate[] = []
  const collectors: Collector[] = []
  for (const region of regions) {
    const own = Math.round(isolates * region.share)
    const near = Array.from(
      { length: collectorsPerRegion },
      () => new Collector(region, own / collectorsPerRegion, pointer)
    )
    collectors.push(...near)
    for (let index = 0; index < own; index++) {
      const collector = near[index % Math.max(1, near.length)]
      all.push({ region, collector, drawnUntil: 0, pointer, updatedAt: Infinity })
    }
  }
  return { isolates: all, collectors }
}

/** Draws a Poisson count with a small mean, by Knuth's multiplication method. */
export function poissonOf(rng: Rng, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = rng(); product > limit; product *= rng()) count++
  return count
}
