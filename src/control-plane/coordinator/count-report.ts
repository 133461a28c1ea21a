import type { Report } from '../../core/reporting/report.ts'
import type { CoordinatorParts } from './current-status.ts'

/** Counts a report unless it is a resend, and the calls that have been lost with their reporters. */
export function countReport(parts: CoordinatorParts, report: Report, now: number): void {
  const { state, evidence, reporters, traffic } = parts
  if (reporters.record(report, now)) countNew(parts, report, now)
  const lost = reporters.takeLost(now)
  evidence.addTallies(state.rollout, lost, now)
  traffic.addTallies(lost, now)
}

function countNew(
  { state, evidence, sampler, shadow, repeats, faults, traffic, recent }: CoordinatorParts,
  report: Report,
  now: number
): void {
  const { rollout } = state
  evidence.addReport(rollout, report, now)
  sampler.addTallies(rollout, report.tallies)
  if (report.repeats !== undefined) repeats.add(rollout, report.repeats, now)
  if (report.routerFaults !== undefined) faults.add(report.routerFaults, now)
  if (report.shadow !== undefined) {
    shadow.add(rollout, report.shadow, evidence.of(rollout.stable), now)
  }
  traffic.addReport(report, now)
  recent.add(rollout, report, now)
}
