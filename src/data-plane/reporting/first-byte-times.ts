import { bucketOf, type FirstByteCounts } from '../../core/reporting/first-byte.ts'
import type { CohortKey } from '../../core/reporting/tally.ts'

interface RouteCounts {
  readonly cohort: CohortKey
  readonly buckets: Map<number, number>
}

/** Times to first byte since the last report, and the objectives that they are compared with. */
export class FirstByteTimes {
  readonly #configuredMs: number | undefined
  readonly #maxLearnedMs: number
  #learnedMs: ReadonlyMap<string, number> = new Map()
  #counts = new Map<string, RouteCounts>()
  /** The counts that were added to last. */
  #latest: RouteCounts | undefined

  /**
   * `configuredMs` is the operator's objective; undefined when it is learned from stable. A learned
   * objective is at most `maxLearnedMs`: above the header timeout it would find no hang.
   */
  constructor(configuredMs: number | undefined, maxLearnedMs: number) {
    this.#configuredMs = configuredMs
    this.#maxLearnedMs = maxLearnedMs
  }

  /**
   * Returns the objective of a route in milliseconds; Infinity when there is none. A learned one is
   * that of the route's own class: the class of all other routes has no usual time.
   */
  objectiveMs(routeLabel: string): number {
    if (this.#configuredMs !== undefined) return this.#configuredMs
    const learned = this.#learnedMs.get(routeLabel)
    return learned === undefined ? Infinity : Math.min(learned, this.#maxLearnedMs)
  }

  /** Replaces the learned objectives. They come with the reply to a report. */
  learn(objectivesMs: ReadonlyMap<string, number>): void {
    this.#learnedMs = objectivesMs
  }

  add(cohort: CohortKey, ms: number): void {
    const latest = this.#latest
    const counts =
      latest !== undefined && isSameRoute(latest.cohort, cohort) ? latest : this.#countsOf(cohort)
    this.#latest = counts
    const bucket = bucketOf(ms)
    counts.buckets.set(bucket, (counts.buckets.get(bucket) ?? 0) + 1)
  }

  #countsOf(cohort: CohortKey): RouteCounts {
    const { color, release, route } = cohort
    const key = `${color}/${route}/${release}`
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    const counts = { cohort, buckets: new Map<number, number>() }
    this.#counts.set(key, counts)
    return counts
  }

  /** Returns the counts since the last report, and resets them. */
  take(): readonly FirstByteCounts[] {
    const taken = [...this.#counts.values()].map(({ cohort, buckets }): FirstByteCounts => {
      const { color, release, route } = cohort
      return { color, release, route, buckets: [...buckets] }
    })
    this.#counts = new Map()
    this.#latest = undefined
    return taken
  }
}

function isSameRoute(one: CohortKey, another: CohortKey): boolean {
  return (
    one.color === another.color && one.route === another.route && one.release === another.release
  )
}
