import type { Delivery } from '../../core/notification/delivery.ts'
import { quantilesOf, type RecentTraffic } from '../../core/metrics/last-minute.ts'
import { causesOf } from '../../core/detector/causes.ts'
import type { ChainHead } from '../../core/rollout/history-chain.ts'
import { alertCodes } from '../../core/rollout/alert-codes.ts'
import type { Alert } from '../../core/rollout/alerts.ts'
import { judgedOf } from '../../core/rollout/candidate.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import type { ProbeResult } from '../../core/rollout/stable-probe.ts'
import type { InProgress } from '../../core/reporting/in-progress.ts'
import type { Pause } from '../../core/rollout/pause.ts'
import type { Rollout, RolloutPolicy } from '../../core/rollout/state.ts'
import type { Color } from '../../core/routing/color.ts'
import type { Placement } from '../../core/routing/placement.ts'
import { liveOf, shareOf, type Pointer } from '../../core/routing/pointer.ts'
import type { ColorHealth, ModelLimits, Status } from '../admin/answers.ts'
import type { ReportingIsolates } from '../reporting-isolates.ts'
import type { Health } from './color-health.ts'
import { iso } from './iso-time.ts'
import { planShown } from './plan-status.ts'
import type { StableAnswers } from './repeats-on-stable.ts'
import type { KvView } from './publisher.ts'
import {
  configuredShown,
  frozenShown,
  pauseShown,
  slotsShown,
  wayBackShown,
} from './release-status.ts'
import { shadowShown, type ShadowParts } from './shadow-shown.ts'
import { trafficShown } from './traffic-shown.ts'
import type { LastRuns } from '../verification/verification-store.ts'

/** The inputs of a status. */
export interface StatusParts {
  readonly model: string
  /** Time of the status. */
  readonly now: number
  readonly rollout: Rollout
  readonly paused: Pause | undefined
  readonly policy: RolloutPolicy
  readonly frozenUntil: number | undefined
  readonly alerts: readonly Alert[]
  readonly health: Readonly<Record<Color, Health>>
  readonly traffic: Readonly<Record<Color, RecentTraffic>>
  readonly limits: ModelLimits
  readonly switchPlan: NonNullable<Status['switchPlan']>
  readonly probe: ProbeResult | undefined
  readonly lastRuns: LastRuns
  readonly stableAnswers: StableAnswers | undefined
  readonly shadow: ShadowParts
  readonly kv: KvView
  readonly following: ReportingIsolates
  readonly inProgress: readonly InProgress[]
  readonly collectors: number
  readonly placement: { readonly chosen: Placement | undefined; readonly configured: Placement }
  readonly history: ChainHead | null
  readonly deliveries: readonly Delivery[]
}

/** Returns the status of a model in the form of the admin route. */
export function statusOf({ model, rollout, health, kv, ...parts }: StatusParts): Status {
  const pointer = pointerOf(rollout)
  const { revision, stable, cause } = rollout
  const blue = healthOf('blue', health.blue, pointer, parts.inProgress)
  const green = healthOf('green', health.green, pointer, parts.inProgress)
  return {
    model,
    phase: rollout.phase,
    live: liveOf(pointer),
    stable,
    candidate: pointer.candidate ?? null,
    weight: pointer.weight,
    holdBack: pointer.holdBack ?? 0,
    plan: planShown(rollout, { ...parts, verdict: health[judgedOf(rollout)].verdict }),
    revision,
    since: iso(rollout.liveSince),
    changedAt: iso(rollout.at),
    reason: cause.reason,
    by: cause.by,
    bake: bakeOf(rollout),
    slots: slotsShown(rollout, parts.lastRuns),
    configured: configuredShown(rollout, parts.policy),
    quarantined: rollout.quarantined ?? null,
    wayBack: wayBackShown(rollout, parts.now),
    paused: pauseShown(parts.paused),
    frozenUntil: frozenShown(parts.frozenUntil),
    autoRollback: parts.policy.autoRollback,
    stableProbe: probeShown(parts.probe),
    stableAnswers: parts.stableAnswers ?? null,
    health: { blue, green },
    traffic: {
      blue: trafficShown(parts.traffic.blue, blue.waiting),
      green: trafficShown(parts.traffic.green, green.waiting),
    },
    limits: parts.limits,
    switchPlan: parts.switchPlan,
    shadow: shadowShown(rollout, parts.shadow),
    kv: {
      revision: kv.revision ?? null,
      inSync: kv.revision === revision,
      malformed: kv.refusal === 'malformed',
      refused: kv.refusal === 'malformed' ? null : (kv.refusal ?? null),
    },
    alerts: alertsShown(parts.alerts),
    isolates: parts.following,
    collectors: parts.collectors,
    placement: placementShown(parts.placement),
    history: parts.history,
    notifications: notificationsShown(parts.deliveries),
  }
}

function alertsShown(alerts: readonly Alert[]): Status['alerts'] {
  return alerts.map(({ code, message, since }) => ({
    code,
    message,
    advice: alertCodes[code].advice,
    since: iso(since),
  }))
}

/** Most deliveries of each kind in a status. */
const MAX_SHOWN = 20

function notificationsShown(deliveries: readonly Delivery[]): Status['notifications'] {
  const shown = (state: Delivery['state']) =>
    deliveries
      .filter((one) => one.state === state)
      .slice(0, MAX_SHOWN)
      .map(deliveryShown)
  return { pending: shown('pending'), failed: shown('failed') }
}

function deliveryShown({ id, receiver, type, createdAt, attempts, at, state }: Delivery) {
  return {
    id,
    receiver,
    type,
    createdAt: iso(createdAt),
    attempts: attempts.map((attempt) => ({ at: iso(attempt.at), result: attempt.result })),
    nextAt: state === 'pending' ? iso(at) : null,
  }
}

function placementShown({
  chosen,
  configured,
}: StatusParts['placement']): NonNullable<Status['placement']> {
  const shown = (place: Placement) => ({
    location: place.location ?? null,
    jurisdiction: place.jurisdiction ?? null,
  })
  return { chosen: chosen === undefined ? null : shown(chosen), configured: shown(configured) }
}

function probeShown(probe: ProbeResult | undefined): Status['stableProbe'] {
  return probe === undefined ? null : { ready: probe.ready, at: iso(probe.at) }
}

function bakeOf(rollout: Rollout): Status['bake'] {
  if (rollout.phase !== 'baking') return null
  return { startedAt: iso(rollout.liveSince), endsAt: iso(rollout.bakeEndsAt) }
}

/** Returns what stands in the place of a verdict: for stable, while a candidate is judged. */
function unjudged(pointer: Pointer): ColorHealth['verdict'] {
  const { candidate } = pointer
  const kept = 100 - shareOf(pointer)
  if (candidate === undefined || kept === 0)
    return { kind: 'not_live', summary: 'takes no new traffic' }
  const summary = `takes ${Number(kept.toFixed(2))} % of the keys; ${candidate} is judged`
  return { kind: 'not_judged', summary }
}

function healthOf(
  color: Color,
  { totals, causes, release, firstByte, verdict }: Health,
  pointer: Pointer,
  inProgress: readonly InProgress[]
): ColorHealth {
  const shown =
    verdict === undefined ? unjudged(pointer) : { kind: verdict.kind, summary: verdict.summary }
  const own = inProgress.find((part) => part.color === color && part.release === release)
  const { waiting = 0, answering = 0, oldestWaitingMs = 0 } = own ?? {}
  const running = waiting + answering
  return {
    ...totals,
    causes: { faults: causesOf(causes, 'fault'), overload: causesOf(causes, 'overload') },
    running,
    waiting,
    oldestWaitingMs,
    firstByteMs: quantilesOf(firstByte) ?? null,
    verdict: shown,
  }
}
