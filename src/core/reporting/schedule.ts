import type { Phase } from '../routing/pointer.ts'

/**
 * Reports per second that the schedule allows for one Durable Object. An object can take about
 * 1,000; a collector does less work per report than a coordinator.
 */
const REPORTS_PER_SECOND = { coordinator: 300, collector: 600 } as const

/** Kind of Durable Object that takes reports. */
export type ReportReceiver = keyof typeof REPORTS_PER_SECOND

/**
 * Shortest report interval in milliseconds, by phase. During a rollout it delays a rollback; when
 * idle, reports only keep the counts fresh.
 */
export const INTERVAL_MS = { shifting: 250, baking: 250, idle: 2_000 } as const satisfies Record<
  Phase,
  number
>

/** Milliseconds between two writes of the counts in the coordinator: an eviction loses at most this much. */
export const SAVE_MS = 1_000

/** Longest report interval in milliseconds; no fleet size that we expect needs a longer one. */
const MAX_INTERVAL_MS = 600_000

/**
 * Returns the milliseconds until an isolate's next report. They depend on the phase and on the
 * number of reporting isolates, never on outcomes: if errors shortened the interval, the
 * coordinator would receive the errors before the successes.
 */
export function nextReportMs(
  phase: Phase,
  isolates: number,
  receiver: ReportReceiver = 'coordinator'
): number {
  const stretched = Math.ceil((isolates * 1000) / REPORTS_PER_SECOND[receiver])
  return Math.min(MAX_INTERVAL_MS, Math.max(INTERVAL_MS[phase], stretched))
}

/**
 * Returns how long an isolate follows the pointer of its last reply, in milliseconds, when it
 * reports every `intervalMs`. During that time the coordinator counts the isolate as reporting;
 * afterwards the isolate asks for the pointer before it forwards a call. Every isolate that follows
 * a pointer without asking is therefore counted, and "all 37 reporting isolates follow revision 42"
 * covers all of them.
 */
export function freshForMs(intervalMs: number): number {
  return 2 * intervalMs + 500
}

/**
 * Returns the interval of a reply, kept within bounds; the idle interval when it is not a number.
 * Another version of the code may have sent it.
 */
export function clampIntervalMs(intervalMs: unknown): number {
  if (typeof intervalMs !== 'number' || !Number.isFinite(intervalMs)) return INTERVAL_MS.idle
  return Math.min(MAX_INTERVAL_MS, Math.max(INTERVAL_MS.baking / 5, intervalMs))
}

/** Why a report was not acknowledged. */
export type Failure = 'gone' | 'silent' | 'overloaded'

/**
 * First wait after a failure, in milliseconds. An overloaded object needs time to recover; an
 * object that was reset is back soon.
 */
const RETRY_MS = {
  gone: 250,
  silent: 1_000,
  overloaded: 2_000,
} as const satisfies Record<Failure, number>

const MAX_RETRY_MS = 30_000

/**
 * Returns the milliseconds until an unacknowledged report is sent again: twice as long after each
 * failure, up to a maximum. `random` (0 to 1) adds jitter of ±25 %, so that isolates that failed at
 * the same moment do not retry at the same moment.
 */
export function retryMs(failure: Failure, failures: number, random: number): number {
  const wait = Math.min(MAX_RETRY_MS, RETRY_MS[failure] * 2 ** failures)
  return Math.round(wait * (0.75 + random / 2))
}
