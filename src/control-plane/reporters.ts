import { mergeInProgress, type InProgress } from '../core/reporting/in-progress.ts'
import { lostCalls, type Incident } from '../core/reporting/lost-calls.ts'
import type { Group, Report } from '../core/reporting/report.ts'
import type { Tally } from '../core/reporting/tally.ts'
import type { Rollout } from '../core/rollout/state.ts'
import {
  INTERVAL_MS,
  nextReportMs,
  freshForMs,
  type ReportReceiver,
} from '../core/reporting/schedule.ts'
import type { Reporter } from './coordinator/store.ts'
import { followingOf, groupOf, isExpected, type ReportingIsolates } from './reporting-isolates.ts'
import { withFewStarts } from './few-starts.ts'

/** Maximum number of reporters in memory; those silent longest are dropped first. */
const MAX_REPORTERS = 50_000

/** Maximum number of stored reporters: the latest ones, which may resend after an eviction. */
const MAX_STORED = 5_000

/**
 * Longest time for which the count of reporting isolates is reused, in milliseconds. Counting
 * thousands of them for each report would cost more than the report.
 */
const COUNT_MS = 100

/** Longest interval before the second report of a reporter that few others stretch, in ms. */
const NEWCOMER_MS = 2_000

/** Calls of a reporter that has been gone for this long are lost, in milliseconds. */
const LOST_AFTER_MS = 30_000

/** A longer silence of all reporters counts for no more than this, in milliseconds. */
const MAX_GAP_MS = 10_000

/** Reporters that are expected to report again, as of a time. */
interface Counted {
  readonly confirmed: number
  readonly newcomers: number
  readonly at: number
}

/**
 * The last report of each reporter, oldest first. It shows which reports were counted before and
 * which revision each isolate follows.
 */
export class Reporters {
  readonly #known: Map<string, Reporter>
  readonly #receiver: ReportReceiver
  /** Time of the last report. */
  #lastReportAt = 0
  /** A clock that runs while reports come, so that it neither jumps nor counts a silence of all. */
  #reportedMs: number
  #counted: Counted = { confirmed: 0, newcomers: 0, at: 0 }
  #incidents: readonly Incident[]
  #stored: readonly Incident[]

  constructor(
    known: readonly (readonly [string, Reporter])[],
    receiver: ReportReceiver,
    incidents: readonly Incident[] = []
  ) {
    this.#incidents = incidents
    this.#stored = incidents
    this.#known = new Map(known)
    this.#reportedMs = known.at(-1)?.[1].reportedMs ?? 0
    this.#receiver = receiver
  }

  /** Records a report; false when it was counted before. */
  record({ isolate, sequence, revision, inProgress = [], group }: Report, now: number): boolean {
    this.#reportedMs += Math.min(Math.max(0, now - this.#lastReportAt), MAX_GAP_MS)
    this.#lastReportAt = now
    const before = this.#known.get(isolate)
    const counted = before?.sequence ?? 0
    this.#known.delete(isolate)
    const recorded: Reporter = {
      sequence: Math.max(sequence, counted),
      revision,
      at: now,
      reportedMs: this.#reportedMs,
      until: Math.max(before?.until ?? 0, now + freshForMs(INTERVAL_MS.baking)),
      dueAt: now + INTERVAL_MS.baking,
      isConfirmed: before !== undefined && (before.isConfirmed || sequence > counted),
      inProgress,
      ...(group === undefined ? {} : { group }),
    }
    this.#known.set(isolate, recorded)
    this.#countIn(before, recorded)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_REPORTERS) break
      this.#known.delete(oldest)
    }
    return sequence > counted
  }

  /**
   * Returns the milliseconds until an isolate's next report. The isolate counts as reporting for as
   * long as it follows the pointer of this reply. Newcomers do not stretch the schedule of those
   * that have reported before, and soon show whether they report again: most may have vanished.
   */
  schedule(isolate: string, phase: Rollout['phase'], now: number): number {
    const reporter = this.#known.get(isolate)
    const { confirmed, newcomers } = this.#count(now)
    const known = nextReportMs(phase, confirmed, this.#receiver)
    const all = nextReportMs(phase, confirmed + newcomers, this.#receiver)
    const intervalMs =
      reporter?.isConfirmed === true ? known : Math.max(known, Math.min(all, NEWCOMER_MS))
    if (reporter !== undefined) {
      const until = now + freshForMs(intervalMs)
      this.#known.set(isolate, { ...reporter, until, dueAt: now + intervalMs })
    }
    return intervalMs
  }

  /** Time of the newest report; undefined before the first. */
  get lastReportAt(): number | undefined {
    return [...this.#known.values()].at(-1)?.at
  }

  /** Counts the isolates that report directly or through collectors, and what they follow. */
  following(rollout: Rollout, now: number): ReportingIsolates {
    return followingOf(this.group(now), rollout)
  }

  /** Returns the counts in the form in which a collector reports them. */
  group(now: number): Group {
    return groupOf(this.#active(now), now)
  }

  /** Returns the calls in progress on all isolates, one entry for each release. */
  inProgress(now: number): readonly InProgress[] {
    return mergeInProgress(this.#active(now).flatMap((reporter) => reporter.inProgress))
  }

  /** Returns, once, the calls that were in progress on reporters that have been gone for long. */
  takeLost(now: number): readonly Tally[] {
    const lost: Tally[] = []
    for (const [isolate, reporter] of this.#known) {
      if (reporter.inProgress.length === 0 || !this.#isGone(reporter)) continue
      // The isolates of a collector live on when it restarts under another name.
      if (reporter.group !== undefined) continue
      for (const calls of reporter.inProgress) {
        const { tallies, incidents } = lostCalls(calls, reporter, this.#incidents, now)
        lost.push(...tallies)
        this.#incidents = incidents
      }
      this.#known.set(isolate, { ...reporter, inProgress: [] })
    }
    return lost
  }

  #isGone({ at, until, reportedMs }: Reporter): boolean {
    return this.#reportedMs - reportedMs >= until - at + LOST_AFTER_MS
  }

  /** Returns the incidents to store, if there are others since the last time. */
  takeIncidents(): readonly Incident[] | undefined {
    if (this.#incidents === this.#stored) return undefined
    this.#stored = this.#incidents
    return this.#incidents
  }

  /** Returns the reporters to store. */
  entries(): readonly (readonly [string, Reporter])[] {
    return withFewStarts([...this.#known].slice(-MAX_STORED))
  }

  #count(now: number): Counted {
    if (Math.abs(now - this.#counted.at) >= COUNT_MS) {
      const expected = [...this.#known.values()].filter((one) => isExpected(one, now))
      const confirmed = expected.filter(({ isConfirmed }) => isConfirmed).length
      this.#counted = { confirmed, newcomers: expected.length - confirmed, at: now }
    }
    return this.#counted
  }

  /** Keeps the counts current until they are counted anew: thousands may come in that time. */
  #countIn(before: Reporter | undefined, { isConfirmed }: Reporter): void {
    const { confirmed, newcomers, at } = this.#counted
    if (before === undefined) this.#counted = { confirmed, newcomers: newcomers + 1, at }
    else if (isConfirmed && !before.isConfirmed) {
      this.#counted = { confirmed: confirmed + 1, newcomers: Math.max(0, newcomers - 1), at }
    }
  }

  #active(now: number): readonly Reporter[] {
    return [...this.#known.values()].filter(({ until }) => until >= now)
  }
}
