import type { ModelMetrics } from '../../src/core/metrics/model-metrics.ts'
import { noTraffic } from '../../src/core/metrics/traffic.ts'

/** The metrics of a model without calls, idle on blue since 100 s; overrides say what differs. */
export function modelMetrics(overrides: Partial<ModelMetrics> = {}): ModelMetrics {
  return {
    model: 'chat',
    now: 1_100_000,
    traffic: noTraffic(1_000_000),
    inProgress: [],
    judged: 'blue',
    evidence: { fault: 0, overload: 0, slow: 0, lost: 0 },
    phase: 'idle',
    isPaused: false,
    weight: 0,
    live: 'blue',
    stable: 'blue',
    candidate: null,
    releases: { blue: 'v1', green: 'v2' },
    revision: 7,
    changedAt: 1_000_000,
    isKvInSync: true,
    isolates: { reporting: 0, following: 0, silentMs: null },
    lastReportAt: undefined,
    alerts: [],
    ...overrides,
  }
}
