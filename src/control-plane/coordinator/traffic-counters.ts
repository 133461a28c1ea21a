import {
  noTraffic,
  withReported,
  withRollback,
  withTallies,
  type Traffic,
} from '../../core/metrics/traffic.ts'
import { rollbackAuthorOf } from '../../core/metrics/rollback-author.ts'
import type { Report } from '../../core/reporting/report.ts'
import type { Tally } from '../../core/reporting/tally.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { AnalyticsPoints } from './analytics-points.ts'
import type { Store } from './store.ts'

/** The counts for the metrics, which are stored with the evidence. Analytics Engine gets them too. */
export class TrafficCounters {
  readonly #store: Store
  readonly #points: AnalyticsPoints
  #traffic: Traffic
  #stored: Traffic | undefined

  constructor(store: Store, points: AnalyticsPoints, now: number) {
    this.#store = store
    this.#points = points
    this.#stored = store.readState('traffic')
    this.#traffic = this.#stored ?? noTraffic(now)
  }

  get traffic(): Traffic {
    return this.#traffic
  }

  /** Adds a report that was not counted before. */
  addReport(report: Report, now: number): void {
    this.#traffic = withReported(this.#traffic, report, now)
    this.#points.addReport(report)
  }

  addTallies(tallies: readonly Tally[], now: number): void {
    this.#traffic = withTallies(this.#traffic, tallies, now)
    this.#points.addReport({ tallies })
  }

  /** Counts a change that is a rollback. Called once for each revision. */
  follow(before: Rollout, after: Rollout): void {
    const author = rollbackAuthorOf(before, after)
    if (author !== undefined) this.#traffic = withRollback(this.#traffic, author)
    this.#points.writeDecision(after)
  }

  /**
   * Stores the counts. Counts that were read must be stored first: after an eviction they would be
   * lower, and a counter that goes down counts as started anew.
   */
  save(): void {
    this.#points.writeCalls()
    if (this.#traffic === this.#stored) return
    this.#store.writeState('traffic', this.#traffic)
    this.#stored = this.#traffic
  }
}
