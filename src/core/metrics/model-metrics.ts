import { OTHER_ROUTE } from '../detector/evidence.ts'
import type { InProgress } from '../reporting/in-progress.ts'
import { attemptKinds, secondOutcomes } from '../reporting/second-attempts.ts'
import { alertCodes, type AlertCode } from '../rollout/alert-codes.ts'
import { colors, type Color } from '../routing/color.ts'
import type { Phase } from '../routing/pointer.ts'
import type { Point } from './exposition.ts'
import { rollbackAuthors } from './rollback-author.ts'
import { copyCounts } from './shadow-traffic.ts'
import { callEnds, noRouteTraffic, type RouteTraffic, type Traffic } from './traffic.ts'

/** What the metrics show of a model. Times are in milliseconds since 1970. */
export interface ModelMetrics {
  readonly model: string
  readonly now: number
  readonly traffic: Traffic
  readonly inProgress: readonly InProgress[]
  readonly judged: Color
  /** Evidence against the judged color by signal; 1 is the threshold. */
  readonly evidence: Readonly<Record<string, number>>
  readonly phase: Phase
  readonly isPaused: boolean
  /** Share of the keys on the candidate in per cent. */
  readonly weight: number
  readonly live: Color
  readonly stable: Color
  readonly candidate: Color | null
  /** Labels of the releases. */
  readonly releases: Readonly<Record<Color, string>>
  readonly revision: number
  readonly changedAt: number
  readonly isKvInSync: boolean
  readonly isolates: {
    readonly reporting: number
    readonly following: number
    readonly silentMs: number | null
  }
  readonly lastReportAt: number | undefined
  readonly alerts: readonly AlertCode[]
}

/** Returns the only series of a model whose coordinator does not answer. */
export function pointsOfFailed(model: string): readonly Point[] {
  return [{ family: 'bluegreen_up', labels: [model], value: 0 }]
}

/** Returns the series of a model. */
export function pointsOf(metrics: ModelMetrics): readonly Point[] {
  return [
    { family: 'bluegreen_up', labels: [metrics.model], value: 1 },
    ...colors.flatMap((color) => colorPoints(metrics, color)),
    ...attemptPoints(metrics),
    ...copyPoints(metrics),
    ...rolloutPoints(metrics),
    ...pointerPoints(metrics),
    ...reportPoints(metrics),
    ...codes.map((code): Point => {
      const value = Number(metrics.alerts.includes(code))
      return { family: 'bluegreen_alert', labels: [metrics.model, code], value }
    }),
  ]
}

/** The class of all other routes has series from the start, so that its first call is an increase. */
function colorPoints({ model, traffic, inProgress }: ModelMetrics, color: Color): readonly Point[] {
  const routes = { [OTHER_ROUTE]: noRouteTraffic(traffic.since), ...traffic.routes[color] }
  const own = inProgress.filter((part) => part.color === color)
  const sumOf = (state: 'waiting' | 'answering') => own.reduce((sum, one) => sum + one[state], 0)
  const oldestMs = own.reduce((most, one) => Math.max(most, one.oldestWaitingMs), 0)
  const family = 'bluegreen_calls_in_flight'
  return [
    ...Object.entries(routes).flatMap(([route, counts]) =>
      routePoints([model, color, route], counts)
    ),
    { family, labels: [model, color, 'waiting'], value: sumOf('waiting') },
    { family, labels: [model, color, 'answering'], value: sumOf('answering') },
    { family: 'bluegreen_oldest_waiting_seconds', labels: [model, color], value: oldestMs / 1000 },
  ]
}

function routePoints(labels: readonly string[], counts: RouteTraffic): readonly Point[] {
  const { slow, firstByte, duration, since: createdAt } = counts
  return [
    ...callEnds.map((end): Point => {
      const family = 'bluegreen_calls_total'
      return { family, labels: [...labels, end], value: counts[end], createdAt }
    }),
    { family: 'bluegreen_slow_calls_total', labels, value: slow, createdAt },
    { family: 'bluegreen_time_to_first_byte_seconds', labels, value: firstByte, createdAt },
    { family: 'bluegreen_call_duration_seconds', labels, value: duration, createdAt },
  ]
}

const attemptFamilies = {
  failover: 'bluegreen_failovers_total',
  contract_check: 'bluegreen_contract_checks_total',
} as const

function attemptPoints({ model, traffic }: ModelMetrics): readonly Point[] {
  return attemptKinds.flatMap((kind) =>
    colors.flatMap((color) =>
      secondOutcomes.map((outcome): Point => {
        const counted = traffic.attempts.find(
          (one) => one.kind === kind && one.color === color && one.outcome === outcome
        )
        const labels = [model, color, outcome]
        const [family, createdAt] = [attemptFamilies[kind], traffic.since]
        return { family, labels, value: counted?.calls ?? 0, createdAt }
      })
    )
  )
}

function copyPoints({ model, traffic }: ModelMetrics): readonly Point[] {
  return copyCounts(traffic.shadow).map(({ family, labels, value }): Point => {
    return { family, labels: [model, ...labels], value, createdAt: traffic.since }
  })
}

function rolloutPoints(metrics: ModelMetrics): readonly Point[] {
  const { model, traffic, judged, evidence, phase, live, stable, candidate, releases } = metrics
  const info = [model, live, stable, candidate ?? '', releases.blue, releases.green]
  return [
    ...Object.entries(evidence).map(([signal, value]): Point => {
      return { family: 'bluegreen_evidence_ratio', labels: [model, judged, signal], value }
    }),
    { family: 'bluegreen_candidate_weight_ratio', labels: [model], value: metrics.weight / 100 },
    ...phases.map((one): Point => {
      const value = Number(one === phase)
      return { family: 'bluegreen_rollout_phase', labels: [model, one], value }
    }),
    { family: 'bluegreen_rollout_paused', labels: [model], value: Number(metrics.isPaused) },
    { family: 'bluegreen_rollout_info', labels: info, value: 1 },
    ...rollbackAuthors.map((by): Point => {
      const [value, createdAt] = [traffic.rollbacks[by] ?? 0, traffic.since]
      return { family: 'bluegreen_rollbacks_total', labels: [model, by], value, createdAt }
    }),
  ]
}

function pointerPoints(metrics: ModelMetrics): readonly Point[] {
  const { model, now, revision, changedAt, isKvInSync, traffic } = metrics
  const labels = [model]
  const lag = isKvInSync ? 0 : Math.max(0, now - changedAt) / 1000
  return [
    { family: 'bluegreen_pointer_revision', labels, value: revision },
    { family: 'bluegreen_last_change_timestamp_seconds', labels, value: changedAt / 1000 },
    { family: 'bluegreen_kv_lag_seconds', labels, value: lag },
    {
      family: 'bluegreen_counters_since_timestamp_seconds',
      labels,
      value: traffic.since / 1000,
    },
  ]
}

function reportPoints({ model, now, isolates, lastReportAt }: ModelMetrics): readonly Point[] {
  const { reporting, following, silentMs } = isolates
  const labels = [model]
  const newest = lastReportAt === undefined ? undefined : Math.max(0, now - lastReportAt)
  return [
    { family: 'bluegreen_reporting_isolates', labels, value: reporting },
    { family: 'bluegreen_following_isolates', labels, value: following },
    ...(newest === undefined
      ? []
      : [{ family: 'bluegreen_reports_age_seconds', labels, value: newest / 1000 } as const]),
    ...(silentMs === null
      ? []
      : [
          {
            family: 'bluegreen_oldest_report_age_seconds',
            labels,
            value: silentMs / 1000,
          } as const,
        ]),
  ]
}

/** A total table: a phase that is added must be shown. */
const phaseTable = { idle: true, shifting: true, baking: true } as const satisfies Readonly<
  Record<Phase, true>
>
const phases = Object.keys(phaseTable)
const codes = Object.keys(alertCodes).filter((code): code is AlertCode => code in alertCodes)
