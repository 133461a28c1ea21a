import type { Rollout } from './rollout.ts'

/** Reports a second that one coordinator takes in its stride: a third of what one object can do. */
const REPORTS_PER_SECOND = 300

/** In a bake every moment counts; otherwise a report only keeps the numbers fresh. */
const INTERVAL_MS = { baking: 250, idle: 2_000 } as const satisfies Record<Rollout['phase'], number>

/**
 * Milliseconds until an isolate reports next. It follows from the phase and the number of isolates that report, never
 * from outcomes: a schedule that hurries on errors would show the coordinator the errors before the successes.
 */
export function nextReportMs(phase: Rollout['phase'], isolates: number): number {
  return Math.max(INTERVAL_MS[phase], Math.ceil((isolates * 1000) / REPORTS_PER_SECOND))
}

/** An isolate that has not reported for this long no longer counts as reporting. */
export function reportingWindowMs(phase: Rollout['phase'], isolates: number): number {
  return 3 * nextReportMs(phase, isolates) + 1_000
}
