import { bucketOf, type FirstByteCounts } from '../../core/reporting/first-byte.ts'
import type { CohortKey } from '../../core/reporting/tally.ts'

/** Times to first byte since the last report, and the objectives that they are compared with. */
export class FirstByteTimes {
  readonly #configuredMs: number | undefined
  #learnedMs: ReadonlyMap<string, number> = new Map()
  #counts = new Map<string, { cohort: CohortKey; buckets: Map<number, number> }>()

  /** `configuredMs` is the operator's objective; undefined when it is learned from stable. */
  constructor(configuredMs: number | undefined) {
    this.#configuredMs = configuredMs
  }

  /** Returns the objective of a route class in milliseconds; Infinity when there is none. */
  objectiveMs(route: string): number {
    return this.#configuredMs ?? this.#learnedMs.get(route) ?? Infinity
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
