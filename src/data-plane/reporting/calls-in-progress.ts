import type { InProgress } from '../../core/reporting/in-progress.ts'
import { startsOf } from '../../core/reporting/starts.ts'
import { SLICE_MS, type CohortKey } from '../../core/reporting/tally.ts'

/** A call that has started and has no outcome yet. */
export interface CallInProgress {
  readonly cohort: CohortKey
  readonly routeLabel: string
  readonly startedAt: number
  /** Time at which the origin had the whole call; undefined while the client is still sending. */
  sentAt: number | undefined
  /** Whether the headers are still to come. */
  isWaiting: boolean
  /** Whether the call was counted as slow. */
  isSlow: boolean
  /**
   * Time after which no isolate can still be working on the call: one of its timers must have ended
   * it.
   */
  deadline: number
}

/**
 * The calls of a model that are in progress on this isolate. Each call ends once: the code that
 * removes it counts its outcome. When the platform ends an invocation without notice, its call
 * stays until its deadline and is then lost.
 */
export class CallsInProgress {
  readonly #calls = new Set<CallInProgress>()

  get size(): number {
    return this.#calls.size
  }

  /** Returns the calls. Ending a call during the iteration is safe. */
  calls(): Iterable<CallInProgress> {
    return this.#calls
  }

  start(
    cohort: CohortKey,
    routeLabel: string,
    startedAt: number,
    deadline: number
  ): CallInProgress {
    const call = {
      cohort,
      routeLabel,
      startedAt,
      sentAt: undefined,
      isWaiting: true,
      isSlow: false,
      deadline,
    }
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

  /** Returns the calls in the form of a report: counts for each release. */
  summary(now: number): readonly InProgress[] {
    const byRelease = Map.groupBy(
      this.#calls,
      ({ cohort: { color, release } }) => `${color}/${release}`
    )
    return [...byRelease.values()].flatMap(([first, ...rest]) =>
      first === undefined ? [] : [summaryOf(first.cohort, [first, ...rest], now)]
    )
  }
}

function summaryOf(
  { color, release }: CohortKey,
  calls: readonly CallInProgress[],
  now: number
): InProgress {
  const waiting = calls.filter(({ isWaiting }) => isWaiting)
  const oldestWaitingMs = waiting.reduce(
    (most, { sentAt }) => (sentAt === undefined ? most : Math.max(most, now - sentAt)),
    0
  )
  return {
    color,
    release,
    waiting: waiting.length,
    answering: calls.length - waiting.length,
    oldestWaitingMs,
    starts: startsOf(
      calls.map(({ cohort }) => cohort),
      Math.floor(now / SLICE_MS)
    ),
  }
}
