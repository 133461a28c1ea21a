import type { Pointer } from '../../../src/core/routing/pointer.ts'
import type { Region } from '../../../src/core/reporting/collector-shard.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import type { Rng } from '../detector/rng.ts'

/** How large the world is, and how its isolates reach the coordinator. */
export interface World {
  readonly isolates: number
  readonly callsPerSecond: number
  /** Share of green's calls that fail from the moment of the fault on. */
  readonly faultRate: number
  /** Collectors of each region; none: isolates report to the coordinator. */
  readonly collectorsPerRegion: number
}

/**
 * Regions that collectors are placed in, and the share of the isolates in each: uneven, as the Internet is. The
 * way to the coordinator, which stands in weur, is in milliseconds and in one direction.
 */
export const regions = [
  { name: 'weur', share: 0.25, wayMs: 5 },
  { name: 'enam', share: 0.25, wayMs: 40 },
  { name: 'wnam', share: 0.15, wayMs: 70 },
  { name: 'apac', share: 0.2, wayMs: 90 },
  { name: 'eeur', share: 0.1, wayMs: 15 },
  { name: 'oc', share: 0.05, wayMs: 130 },
] as const satisfies readonly {
  readonly name: Region
  readonly share: number
  readonly wayMs: number
}[]

/** The way from an isolate to a collector of its own region. */
export const NEAR_MS = 8

export interface Isolate {
  readonly region: (typeof regions)[number]
  /** The collector that it reports to; undefined: the coordinator itself. */
  readonly collector: Collector | undefined
  drawnUntil: number
  pointer: Pointer
  followedAt: number
}

/** What stands between isolates and the coordinator: it keeps what they counted until it reports itself. */
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

  take(tallies: readonly Tally[]): void {
    this.reports++
    this.#pending.push(...tallies)
  }

  hand(): readonly Tally[] {
    const pending = this.#pending
    this.#pending = []
    return pending
  }
}

/** Isolates and collectors before anything has happened. */
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
      all.push({ region, collector, drawnUntil: 0, pointer, followedAt: Infinity })
    }
  }
  return { isolates: all, collectors }
}

/** Counts of a Poisson process with small means, by multiplying draws. */
export function poissonOf(rng: Rng, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = rng(); product > limit; product *= rng()) count++
  return count
}
