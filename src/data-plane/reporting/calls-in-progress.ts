import type { InProgress } from '../../core/reporting/in-progress.ts'
import type { CohortKey } from '../../core/reporting/tally.ts'

/** A call that has started and has no outcome yet. */
export interface CallInProgress {
  readonly cohort: CohortKey
  /** When the origin had the whole call; undefined while the client is still sending. */
  sentAt: number | undefined
  /** No headers have come yet. */
  isWaiting: boolean
  /** The call was counted as slow. */
  isSlow: boolean
  /** Past this moment nobody can still be working on the call: one of its clocks must have ended it. */
  deadline: number
}

/**
 * The calls of a model that are in progress on this isolate. Each ends once: whoever removes it counts its outcome. A call
 * whose invocation the platform ended without notice stays until its deadline, and is lost then.
 */
export class CallsInProgress {
  readonly #calls = new Set<CallInProgress>()

  get size(): number {
    return this.#calls.size
  }

  /** The calls; ending one while iterating is safe. */
  calls(): Iterable<CallInProgress> {
    return this.#calls
  }

  start(cohort: CohortKey, deadline: number): CallInProgress {
    const call = { cohort, sentAt: undefined, isWaiting: true, isSlow: false, deadline }
    this.#calls.add(call)
    return call
  }

  has(call: CallInProgress): boolean {
    return this.#calls.has(call)
  }

  /** Ends a call; false when it has ended before. */
  end(call: CallInProgress): boolean {
    return this.#calls.delete(call)
  }

  /** The calls as a report carries them: counts for each release. */
  summary(now: number): readonly InProgress[] {
    const sums = new Map<string, { -readonly [Key in keyof InProgress]: InProgress[Key] }>()
    for (const { cohort, isWaiting, sentAt } of this.#calls) {
      const { color, release } = cohort
      const key = `${color}/${release}`
      const sum = sums.get(key) ?? { color, release, waiting: 0, answering: 0, oldestWaitingMs: 0 }
      if (isWaiting) sum.waiting++
      else sum.answering++
      if (isWaiting && sentAt !== undefined) {
        sum.oldestWaitingMs = Math.max(sum.oldestWaitingMs, now - sentAt)
      }
      sums.set(key, sum)
    }
    return [...sums.values()]
  }
}
