import type { Group, Report } from '../core/reporting/report.ts'
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
  record({ isolate, sequence, revision, group }: Report, now: number): boolean {
    const before = this.#known.get(isolate)
    const counted = before?.sequence ?? 0
    this.#known.delete(isolate)
    const until = Math.max(before?.until ?? 0, now + freshForMs(INTERVAL_MS.baking))
    const recorded = { sequence: Math.max(sequence, counted), revision, at: now, until }
    this.#known.set(isolate, group === undefined ? recorded : { ...recorded, group })
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
      this.#known.set(isolate, { ...reporter, until: now + freshForMs(intervalMs) })
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

  /** Returns the reporters to store. */
  entries(): readonly (readonly [string, Reporter])[] {
    return [...this.#known].slice(-MAX_STORED)
  }

  #count(now: number): number {
    if (Math.abs(now - this.#counted.at) >= COUNT_MS) {
      this.#counted = { reporting: this.#active(now).length, at: now }
    }
    return this.#counted.reporting
  }

  #active(now: number): readonly Reporter[] {
    return [...this.#known.values()].filter(({ until }) => until >= now)
  }
}

function revisionsOf({ revision, group }: Reporter): Group['revisions'] {
  return group?.revisions ?? [[revision, 1]]
}

function isolatesIn(revisions: Group['revisions']): number {
  return revisions.reduce((sum, [, isolates]) => sum + isolates, 0)
}
