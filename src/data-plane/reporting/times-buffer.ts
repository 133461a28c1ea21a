import type { CallTimes, Times } from '../../core/reporting/call-times.ts'
import { bucketCountsOf, bucketOf } from '../../core/reporting/log-histogram.ts'
import type { CohortKey } from '../../core/reporting/tally.ts'
import { isSameRoute } from './same-cohort.ts'

/** The times that are counted for each route class. */
export type TimeKind = 'firstByte' | 'duration'

interface Sum {
  readonly buckets: number[]
  sumMs: number
}

interface RouteTimes extends Readonly<Record<TimeKind, Sum>> {
  readonly cohort: CohortKey
}

/** Times of calls since the last report. */
export class TimesBuffer {
  #routes = new Map<string, RouteTimes>()
  /** The times that were added to last. */
  #latest: RouteTimes | undefined

  add(kind: TimeKind, cohort: CohortKey, ms: number): void {
    const latest = this.#latest
    const times =
      latest !== undefined && isSameRoute(latest.cohort, cohort) ? latest : this.#timesOf(cohort)
    this.#latest = times
    const sum = times[kind]
    const bucket = bucketOf(ms)
    while (sum.buckets.length <= bucket) sum.buckets.push(0)
    sum.buckets[bucket] = (sum.buckets[bucket] ?? 0) + 1
    // A clock that is set back must not lower a sum.
    sum.sumMs += Math.max(0, ms)
  }

  /** Returns the times since the last report, and forgets them. */
  take(): readonly CallTimes[] {
    const taken = [...this.#routes.values()].map(({ cohort, ...times }): CallTimes => {
      const { color, release, route } = cohort
      const [firstByte, duration] = [reported(times.firstByte), reported(times.duration)]
      return { color, release, route, firstByte, duration }
    })
    this.#routes = new Map()
    this.#latest = undefined
    return taken
  }

  #timesOf(cohort: CohortKey): RouteTimes {
    const { color, release, route } = cohort
    const key = `${color}/${route}/${release}`
    const known = this.#routes.get(key)
    if (known !== undefined) return known
    const times = { cohort, firstByte: noTimes(), duration: noTimes() }
    this.#routes.set(key, times)
    return times
  }
}

function noTimes(): Sum {
  return { buckets: [], sumMs: 0 }
}

function reported({ buckets, sumMs }: Sum): Times {
  return { buckets: bucketCountsOf(buckets), sumMs }
}
