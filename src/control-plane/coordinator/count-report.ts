import type { Report } from '../../core/reporting/report.ts'
import type { CoordinatorParts } from './current-status.ts'

/** Counts a report unless it is a resend, and the calls that have been lost with their reporters. */
export function countReport(
  { state, evidence, sampler, shadow, repeats, reporters, faults, traffic }: CoordinatorParts,
  report: Report,
  now: number
): void {
  const { rollout } = state
  const isNew = reporters.record(report, now)
  if (isNew) evidence.addReport(rollout, report, now)
  if (isNew) sampler.addTallies(rollout, report.tallies)
  if (isNew && report.repeats !== undefined) repeats.add(rollout, report.repeats, now)
  if (isNew && report.routerFaults !== undefined) faults.add(report.routerFaults, now)
  if (isNew && report.shadow !== undefined) {
    shadow.add(rollout, report.shadow, evidence.of(rollout.stable), now)
  }
  if (isNew) traffic.addReport(report, now)
  const lost = reporters.takeLost(now)
  evidence.addTallies(rollout, lost, now)
  traffic.addTallies(lost, now)
}
