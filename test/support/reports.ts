import { noCounts } from '../../src/core/detector/counts.ts'
import { OTHER_ROUTE } from '../../src/core/detector/evidence.ts'
import type { Report } from '../../src/core/reporting/report.ts'
import { SLICE_MS, type Tally } from '../../src/core/reporting/tally.ts'

/** A tally of ten successful calls on green that start now; overrides say what differs. */
export function currentTally(overrides: Partial<Tally> = {}): Tally {
  const slice = Math.floor(Date.now() / SLICE_MS)
  const { started = 10, fault = 0, overload = 0, neutral = 0, lost = 0 } = overrides
  const success = started - fault - overload - neutral - lost
  const key = { color: 'green', release: 'v2', slice, caller: 1, route: OTHER_ROUTE } as const
  return { ...noCounts, ...key, started, success, ...overrides }
}

/** The first report of an isolate; overrides say what differs. */
export function report(tallies: readonly Tally[], overrides: Partial<Report> = {}): Report {
  return { isolate: 'isolate-1', sequence: 1, revision: 1, tallies, ...overrides }
}
