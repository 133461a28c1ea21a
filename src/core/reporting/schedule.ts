import type { Phase } from '../routing/pointer.ts'

/** Reports a second that a Durable Object takes in its stride: it can do about 1,000, and a collector has less to do. */
const REPORTS_PER_SECOND = { coordinator: 300, collector: 600 } as const

/** Who takes reports. */
export type ReportReceiver = keyof typeof REPORTS_PER_SECOND

/** In a bake every moment counts; otherwise a report only keeps the numbers fresh. */
export const INTERVAL_MS = { baking: 250, idle: 2_000 } as const satisfies Record<Phase, number>

/** What one isolate may be told at most: longer than any stretch that a fleet needs, and short enough to be heard of. */
const MAX_INTERVAL_MS = 600_000

/**
 * Milliseconds until an isolate reports next. It follows from the phase and the number of isolates that report, never
 * from outcomes: a schedule that hurries on errors would show the coordinator the errors before the successes.
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
 * How long after a report an isolate goes on by what it was told, when it is to report every `intervalMs`. Until then
 * the coordinator counts it as reporting; after that the isolate asks before it sends a call anywhere. So an isolate
 * that does not count follows nothing unasked: "all of 37 that report follow revision 42" leaves nobody out.
 */
export function freshForMs(intervalMs: number): number {
  return 2 * intervalMs + 500
}

/** The interval that a reply names, kept within bounds: it may come from another version of the code. */
export function clampIntervalMs(named: unknown): number {
  if (typeof named !== 'number' || !Number.isFinite(named)) return INTERVAL_MS.idle
  return Math.min(MAX_INTERVAL_MS, Math.max(INTERVAL_MS.baking / 5, named))
}

/** Why a report was not acknowledged. */
export type Failure = 'gone' | 'silent' | 'overloaded'

/** The first wait after a failure. One that has too much to do is not asked again at once; one that was reset is back soon. */
const RETRY_MS = {
  gone: 250,
  silent: 1_000,
  overloaded: 2_000,
} as const satisfies Record<Failure, number>

const MAX_RETRY_MS = 30_000

/**
 * Milliseconds until a report that was not acknowledged goes out again: twice as long after each failure. `dice` from 0
 * to 1 keeps isolates apart that failed at the same moment.
 */
export function retryMs(why: Failure, failures: number, random: number): number {
  const wait = Math.min(MAX_RETRY_MS, RETRY_MS[why] * 2 ** failures)
  return Math.round(wait * (0.75 + random / 2))
}
