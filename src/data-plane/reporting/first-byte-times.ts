import { bucketOf, type FirstByteCounts } from '../../core/reporting/first-byte.ts'
import type { CohortKey } from '../../core/reporting/tally.ts'

/** Times to first byte since the last report, and the objectives that they are compared with. */
export class FirstByteTimes {
  readonly #configuredMs: number | undefined
  readonly #maxLearnedMs: number
  #learnedMs: ReadonlyMap<string, number> = new Map()
  #counts = new Map<string, { cohort: CohortKey; buckets: Map<number, number> }>()

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
    const { color, release, route } = cohort
    const key = `${color}/${route}/${release}`
    let counts = this.#counts.get(key)
    if (counts === undefined) {
      counts = { cohort, buckets: new Map() }
      this.#counts.set(key, counts)
    }
    const bucket = bucketOf(ms)
    counts.buckets.set(bucket, (counts.buckets.get(bucket) ?? 0) + 1)
  }

  /** Returns the counts since the last report, and resets them. */
  take(): readonly FirstByteCounts[] {
    const taken = [...this.#counts.values()].map(({ cohort, buckets }): FirstByteCounts => {
      const { color, release, route } = cohort
      return { color, release, route, buckets: [...buckets] }
    })
    this.#counts = new Map()
    return taken
  }
}
