import { freshForMs, nextReportMs, SAVE_MS } from '../../src/core/reporting/schedule.ts'
import { KV_POLL_MS } from '../../src/core/rollout/next-alarm.ts'
import { KEEP_WARM_EVERY_MS, PROBE_EVERY_MS } from '../../src/core/rollout/stable-probe.ts'
import type { Phase } from '../../src/core/routing/pointer.ts'
import { OBJECT_GIGABYTES, type Meter } from './prices.ts'

/** Rows that a coordinator writes when it saves its counts: evidence, metrics and reporters. */
export const ROWS_PER_SAVE = 3

/** Revisions of a rollout, each of which goes to KV: stage, verification, switch and completion. */
const REVISIONS_PER_ROLLOUT = 4

/** The coordinator reads KV before and after it writes. */
const READS_PER_WRITE = 2

/** Reports in which a call can appear: one has its start, another its outcome. */
const REPORTS_PER_CALL = 2

/** Seconds of an average month. */
export const MONTH_SECONDS = 730 * 3600

/** What one model has to carry. */
export interface Load {
  readonly callsPerSecond: number
  /** Isolates over which the platform spreads these calls. */
  readonly isolates: number
  /** Hours for which an isolate lives: each new one reads KV once. */
  readonly isolateHours: number
  /** Collectors in all regions together. */
  readonly collectors: number
  readonly rolloutsPerMonth: number
  readonly bakeSeconds: number
  readonly keepWarmSeconds: number
  readonly cpuMsPerCall: number
  /** Share of the calls that are logged, the setting `call_log`, and the bytes of one entry. */
  readonly logShare: number
  readonly logBytes: number
}

/** Returns what one model uses in a month, at most. */
export function usageOf(load: Load): Readonly<Record<Meter, number>> {
  const calls = load.callsPerSecond * MONTH_SECONDS
  const rolloutSeconds = Math.min(MONTH_SECONDS, load.rolloutsPerMonth * load.bakeSeconds)
  const parts = [
    partOf(load, 'baking', rolloutSeconds),
    partOf(load, 'idle', MONTH_SECONDS - rolloutSeconds),
  ]
  const sum = (pick: (part: Part) => number) => parts.reduce((all, part) => all + pick(part), 0)
  const kvWrites = load.rolloutsPerMonth * REVISIONS_PER_ROLLOUT
  const starts = (load.isolates * MONTH_SECONDS) / (load.isolateHours * 3600)
  return {
    workerRequests: calls,
    workerCpuMs: calls * load.cpuMsPerCall,
    logGigabytes: (calls * load.logShare * load.logBytes) / 1e9,
    objectRequests: sum(({ requests }) => requests) + sum(({ alarms }) => alarms),
    objectGigabyteSeconds: MONTH_SECONDS * (1 + load.collectors) * OBJECT_GIGABYTES,
    rowsWritten: sum(({ saves }) => saves) * ROWS_PER_SAVE + sum(({ alarms }) => alarms),
    kvReads: sum(({ looks }) => looks) + kvWrites * READS_PER_WRITE + starts,
    kvWrites,
  }
}

/** What happens in the seconds of a month in which a model is in one phase. */
interface Part {
  /** Requests to the coordinator and to collectors. */
  readonly requests: number
  readonly saves: number
  /** Looks of the coordinator into KV. */
  readonly looks: number
  readonly alarms: number
}

function partOf(load: Load, phase: Phase, seconds: number): Part {
  const { collectors } = load
  const reports = reportsPerSecond(load, phase)
  const forwards =
    collectors === 0 ? 0 : Math.min(reports, (collectors * 1000) / nextReportMs(phase, collectors))
  const atCoordinator = collectors === 0 ? reports : forwards
  return {
    requests: (reports + forwards + staleReadsPerSecond(load, phase)) * seconds,
    saves: Math.min(atCoordinator, 1000 / SAVE_MS) * seconds,
    looks: Math.min(atCoordinator, 1000 / KV_POLL_MS) * seconds,
    alarms: alarmsOf(load, phase, seconds),
  }
}

function reportsPerSecond(load: Load, phase: Phase): number {
  const bySchedule = (load.isolates * 1000) / intervalMs(load, phase)
  return Math.min(bySchedule, REPORTS_PER_CALL * load.callsPerSecond)
}

function intervalMs({ isolates, collectors }: Load, phase: Phase): number {
  if (collectors === 0) return nextReportMs(phase, isolates)
  return nextReportMs(phase, isolates / collectors, 'collector')
}

/** Returns the calls that come so late after the last reply that they ask for the pointer. */
function staleReadsPerSecond(load: Load, phase: Phase): number {
  const perIsolate = load.callsPerSecond / load.isolates
  const freshSeconds = freshForMs(intervalMs(load, phase)) / 1000
  return load.callsPerSecond * Math.exp(-perIsolate * freshSeconds)
}

function alarmsOf(load: Load, phase: Phase, seconds: number): number {
  if (phase !== 'idle') return (seconds * 1000) / PROBE_EVERY_MS
  const warmSeconds = Math.min(seconds, load.rolloutsPerMonth * load.keepWarmSeconds)
  return (warmSeconds * 1000) / KEEP_WARM_EVERY_MS
}
