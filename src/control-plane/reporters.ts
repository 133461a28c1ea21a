import type { Group, Report } from '../core/reporting/report.ts'
import type { Rollout } from '../core/rollout/state.ts'
import {
  INTERVAL_MS,
  nextReportMs,
  freshForMs,
  type ReportReceiver,
} from '../core/reporting/schedule.ts'
import type { Reporter } from './coordinator/store.ts'

/** How many isolates are remembered at most; the ones that have been silent longest go first. */
const MAX_REPORTERS = 50_000

/** How many of them are stored: those that reported last, whose reports may come again after an eviction. */
const MAX_STORED = 5_000

/** The count that schedules go by may be this old: counting thousands for each report would cost more than the report. */
const COUNT_MS = 100

/** Who reports, and what the isolates that do acknowledged. */
export interface Following {
  /** Isolates that send calls by what they were told, without asking. */
  readonly reporting: number
  /** Of these: follow the newest revision. */
  readonly following: number
  /** The oldest revision that one of them follows; null when none reports. */
  readonly oldestRevision: number | null
  /** For how long the most silent of them has not been heard of, in milliseconds; null when none reports. */
  readonly silentMs: number | null
}

/** Who reported what last: it makes a resend harmless, and shows who follows which revision. Oldest first. */
export class Reporters {
  readonly #known: Map<string, Reporter>
  readonly #receiver: ReportReceiver
  #counted = { reporting: 0, at: 0 }

  constructor(known: readonly (readonly [string, Reporter])[], receiver: ReportReceiver) {
    this.#known = new Map(known)
    this.#receiver = receiver
  }

  /** Takes note of a report; false when it was counted before. */
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

  /** Milliseconds until an isolate is to report next. It counts as reporting for as long as it will trust what it is told. */
  schedule(isolate: string, phase: Rollout['phase'], now: number): number {
    const intervalMs = nextReportMs(phase, this.#count(now), this.#receiver)
    const reporter = this.#known.get(isolate)
    if (reporter !== undefined) {
      this.#known.set(isolate, { ...reporter, until: now + freshForMs(intervalMs) })
    }
    return intervalMs
  }

  /** The isolates that report, one by one or through collectors, and what they follow. */
  following(rollout: Rollout, now: number): Following {
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

  /** The same as a collector tells it. */
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

  /** What is stored of it. */
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
