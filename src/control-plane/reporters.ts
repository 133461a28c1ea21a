import { noCounts } from '../core/detector/counts.ts'
import { OTHER_ROUTE } from '../core/detector/evidence.ts'
import { STRANGERS } from '../core/detector/rows.ts'
import { mergeInProgress, type InProgress } from '../core/reporting/in-progress.ts'
import type { Group, Report } from '../core/reporting/report.ts'
import { SLICE_MS, type Tally } from '../core/reporting/tally.ts'
import type { Rollout } from '../core/rollout/state.ts'
import {
  INTERVAL_MS,
  nextReportMs,
  freshForMs,
  type ReportReceiver,
} from '../core/reporting/schedule.ts'
import type { Reporter } from './coordinator/store.ts'

/** Maximum number of reporters in memory; those silent longest are dropped first. */
const MAX_REPORTERS = 50_000

/** Maximum number of stored reporters: the latest ones, which may resend after an eviction. */
const MAX_STORED = 5_000

/**
 * Longest time for which the count of reporting isolates is reused, in milliseconds. Counting
 * thousands of them for each report would cost more than the report.
 */
const COUNT_MS = 100

/** A report may be this late, in milliseconds, before its reporter counts as vanished. */
const LATE_MS = 500

/** A reporter without a second report counts for the schedule for this long, in milliseconds. */
const NEWCOMER_MS = 2_000

/** Calls of a reporter that has been gone for this long are lost, in milliseconds. */
const LOST_AFTER_MS = 30_000

/** The reporting isolates, and the revisions that they follow. */
export interface ReportingIsolates {
  /** Isolates that follow the pointer of their last reply without asking. */
  readonly reporting: number
  /** Of these, the isolates that follow the newest revision. */
  readonly following: number
  /** The oldest revision that a reporting isolate follows; null when none reports. */
  readonly oldestRevision: number | null
  /** Milliseconds since the last report of the isolate silent longest; null when none reports. */
  readonly silentMs: number | null
}

/**
 * The last report of each reporter, oldest first. It shows which reports were counted before and
 * which revision each isolate follows.
 */
export class Reporters {
  readonly #known: Map<string, Reporter>
  readonly #receiver: ReportReceiver
  #counted = { reporting: 0, at: 0 }

  constructor(known: readonly (readonly [string, Reporter])[], receiver: ReportReceiver) {
    this.#known = new Map(known)
    this.#receiver = receiver
  }

  /** Records a report; false when it was counted before. */
  record({ isolate, sequence, revision, inProgress = [], group }: Report, now: number): boolean {
    const before = this.#known.get(isolate)
    const counted = before?.sequence ?? 0
    this.#known.delete(isolate)
    const recorded: Reporter = {
      sequence: Math.max(sequence, counted),
      revision,
      at: now,
      until: Math.max(before?.until ?? 0, now + freshForMs(INTERVAL_MS.baking)),
      dueAt: now + INTERVAL_MS.baking,
      isConfirmed: before !== undefined,
      inProgress,
      ...(group === undefined ? {} : { group }),
    }
    this.#known.set(isolate, recorded)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_REPORTERS) break
      this.#known.delete(oldest)
    }
    return sequence > counted
  }

  /**
   * Returns the milliseconds until an isolate's next report. The isolate counts as reporting for as
   * long as it follows the pointer of this reply.
   */
  schedule(isolate: string, phase: Rollout['phase'], now: number): number {
    const intervalMs = nextReportMs(phase, this.#count(now), this.#receiver)
    const reporter = this.#known.get(isolate)
    if (reporter !== undefined) {
      const until = now + freshForMs(intervalMs)
      this.#known.set(isolate, { ...reporter, until, dueAt: now + intervalMs })
    }
    return intervalMs
  }

  /** Counts the isolates that report directly or through collectors, and what they follow. */
  following(rollout: Rollout, now: number): ReportingIsolates {
    const { revisions, silentMs } = this.group(now)
    if (revisions.length === 0) {
      return { reporting: 0, following: 0, oldestRevision: null, silentMs: null }
    }
    return {
      reporting: isolatesIn(revisions),
      following: isolatesIn(revisions.filter(([revision]) => revision >= rollout.revision)),
      oldestRevision: revisions.reduce((least, [revision]) => Math.min(least, revision), Infinity),
      silentMs,
    }
  }

  /** Returns the counts in the form in which a collector reports them. */
  group(now: number): Group {
    const active = this.#active(now)
    const counts = new Map<number, number>()
    for (const [revision, isolates] of active.flatMap(revisionsOf)) {
      counts.set(revision, (counts.get(revision) ?? 0) + isolates)
    }
    const silences = active.map(({ at, group }) => now - at + (group?.silentMs ?? 0))
    const silentMs = silences.reduce((most, silence) => Math.max(most, silence), 0)
    return { revisions: [...counts].filter(([, isolates]) => isolates > 0), silentMs }
  }

  /** Returns the calls in progress on all isolates, one entry for each release. */
  inProgress(now: number): readonly InProgress[] {
    return mergeInProgress(this.#active(now).flatMap((reporter) => reporter.inProgress))
  }

  /** Returns, once, the calls that were in progress on reporters that have been gone for long. */
  takeLost(now: number): readonly Tally[] {
    const lost: Tally[] = []
    for (const [isolate, reporter] of this.#known) {
      if (reporter.inProgress.length === 0 || now < reporter.until + LOST_AFTER_MS) continue
      lost.push(...reporter.inProgress.map((calls) => lostTally(calls, reporter.at)))
      this.#known.set(isolate, { ...reporter, inProgress: [] })
    }
    return lost
  }

  /** Returns the reporters to store. */
  entries(): readonly (readonly [string, Reporter])[] {
    return [...this.#known].slice(-MAX_STORED)
  }

  #count(now: number): number {
    if (Math.abs(now - this.#counted.at) >= COUNT_MS) {
      const known = [...this.#known.values()]
      this.#counted = { reporting: known.filter((one) => isExpected(one, now)).length, at: now }
    }
    return this.#counted.reporting
  }

  #active(now: number): readonly Reporter[] {
    return [...this.#known.values()].filter(({ until }) => until >= now)
  }
}

/**
 * Whether a reporter counts for the schedule. One that is late has vanished, and one that reported once may have: isolates
 * that came and went must not stretch the schedule of the others.
 */
function isExpected({ at, dueAt, isConfirmed }: Reporter, now: number): boolean {
  return now <= (isConfirmed ? dueAt : Math.min(dueAt, at + NEWCOMER_MS)) + LATE_MS
}

/** The isolate's last report is the best that is known of when its calls started. */
function lostTally({ color, release, waiting, answering }: InProgress, at: number): Tally {
  const slice = Math.floor(at / SLICE_MS)
  const key = { color, release, slice, caller: STRANGERS, route: OTHER_ROUTE }
  return { ...noCounts, ...key, lost: waiting + answering }
}

function revisionsOf({ revision, group }: Reporter): Group['revisions'] {
  return group?.revisions ?? [[revision, 1]]
}

function isolatesIn(revisions: Group['revisions']): number {
  return revisions.reduce((sum, [, isolates]) => sum + isolates, 0)
}
