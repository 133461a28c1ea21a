import { SLICE_MS } from '../../src/core/detector/cohort.ts'
import type { Report, Tally } from '../../src/core/reporting/report.ts'

/** A tally of ten successful calls on green that start now; overrides say what differs. */
export function currentTally(overrides: Partial<Tally> = {}): Tally {
  const slice = Math.floor(Date.now() / SLICE_MS)
  const { started = 10, fault = 0, overload = 0, neutral = 0 } = overrides
  const success = started - fault - overload - neutral
  const counts = { started, success, neutral, fault, overload, slow: 0 }
  return { color: 'green', release: 'v2', slice, caller: 1, ...counts, ...overrides }
}

/** The first report of an isolate; overrides say what differs. */
export function report(tallies: readonly Tally[], overrides: Partial<Report> = {}): Report {
  return { isolate: 'isolate-1', sequence: 1, revision: 1, tallies, ...overrides }
}
