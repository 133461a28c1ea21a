import { evidenceRatiosOf } from '../../core/detector/evidence-ratios.ts'
import type { ModelMetrics } from '../../core/metrics/model-metrics.ts'
import { judgedOf } from '../../core/rollout/candidate.ts'
import { shareOf } from '../../core/routing/pointer.ts'
import { currentStatus, type CoordinatorParts } from './current-status.ts'

/** Returns the metrics of a model as of `now`, and stores the counts among them first. */
export function metricsOf(parts: CoordinatorParts, now: number): ModelMetrics {
  const { state, evidence, reporters, traffic } = parts
  const { rollout } = state
  const status = currentStatus(parts, now)
  traffic.save()
  return {
    model: status.model,
    now,
    traffic: traffic.traffic,
    inProgress: reporters.inProgress(now),
    judged: judgedOf(rollout),
    evidence: evidenceRatiosOf(evidence.judged(rollout, now)),
    phase: status.phase,
    isPaused: status.paused !== null,
    weight: shareOf(state.pointer),
    live: status.live,
    stable: status.stable,
    candidate: status.candidate,
    releases: { blue: status.slots.blue.release, green: status.slots.green.release },
    revision: status.revision,
    changedAt: rollout.at,
    isKvInSync: status.kv.inSync,
    isolates: status.isolates,
    lastReportAt: reporters.lastReportAt,
    alerts: status.alerts.map(({ code }) => code),
  }
}
