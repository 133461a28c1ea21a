import type { RecentFaults } from '../../core/rollout/alert-conditions.ts'
import {
  addRouterFaults,
  noRouterFaults,
  type RouterFaults,
} from '../../core/reporting/router-faults.ts'

/** Time for which the failures of the router count, in milliseconds. */
const RECENT_MS = 600_000

/** Width of a bucket, in milliseconds. */
const BUCKET_MS = 60_000

/** What isolates have reported of the router's own failures in the last minutes. In memory only. */
export class FaultWatch {
  readonly #startedAt: number
  /** By minute. */
  readonly #buckets = new Map<number, RouterFaults>()

  constructor(now: number) {
    this.#startedAt = now
  }

  add(faults: RouterFaults, now: number): void {
    const minute = Math.floor(now / BUCKET_MS)
    this.#buckets.set(minute, addRouterFaults(this.#buckets.get(minute) ?? noRouterFaults, faults))
  }

  /** Returns the sum of the last minutes, and forgets older ones. */
  recent(now: number): RecentFaults {
    for (const minute of this.#buckets.keys()) {
      if (Math.abs(now - minute * BUCKET_MS) > RECENT_MS + BUCKET_MS) this.#buckets.delete(minute)
    }
    const sum = [...this.#buckets.values()].reduce(addRouterFaults, noRouterFaults)
    return { ...sum, isComplete: Math.abs(now - this.#startedAt) >= RECENT_MS }
  }
}
