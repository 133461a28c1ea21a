import { causesOf } from '../../core/detector/causes.ts'
import type { ChainHead } from '../../core/rollout/history-chain.ts'
import type { Alert } from '../../core/rollout/alert.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import type { ProbeResult } from '../../core/rollout/stable-probe.ts'
import type { InProgress } from '../../core/reporting/in-progress.ts'
import type { Pause } from '../../core/rollout/pause.ts'
import type { Rollout, RolloutPolicy } from '../../core/rollout/state.ts'
import type { Color } from '../../core/routing/color.ts'
import { refusalMessage } from '../../core/routing/pointer-refusal.ts'
import { liveOf } from '../../core/routing/pointer.ts'
import { unusableMessage, type UnusableColors } from '../../core/routing/usable-pointer.ts'
import type { ColorHealth, Status } from '../admin/answers.ts'
import type { ReportingIsolates } from '../reporting-isolates.ts'
import type { Health } from './evidence-store.ts'
import { iso } from './iso-time.ts'
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
import type { RefusedPointer } from './store.ts'
import type { LastRuns } from '../verification/verification-store.ts'

/** The inputs of a status. */
export interface StatusParts {
  readonly model: string
  readonly unusable: UnusableColors
  readonly startedAt: number
  /** Time of the status. */
  readonly now: number
  readonly rollout: Rollout
  readonly paused: Pause | undefined
  readonly policy: RolloutPolicy
  readonly frozenUntil: number | undefined
  readonly alert: Alert | undefined
  readonly refusedPointer: RefusedPointer | undefined
  readonly health: Readonly<Record<Color, Health>>
  readonly probe: ProbeResult | undefined
  readonly lastRuns: LastRuns
  readonly stableAnswers: StableAnswers | undefined
  readonly shadow: ShadowParts
  readonly kv: KvView
  readonly following: ReportingIsolates
  readonly inProgress: readonly InProgress[]
  readonly collectors: number
  readonly history: ChainHead | null
}

/** Returns the status of a model in the form of the admin route. */
export function statusOf({ model, rollout, health, kv, ...parts }: StatusParts): Status {
  const pointer = pointerOf(rollout)
  const { revision, stable, cause } = rollout
  return {
    model,
    phase: rollout.phase,
    live: liveOf(pointer),
    stable,
    candidate: pointer.candidate ?? null,
    weight: pointer.weight,
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
    health: {
      blue: healthOf('blue', health.blue, parts.inProgress),
      green: healthOf('green', health.green, parts.inProgress),
    },
    shadow: shadowShown(rollout, parts.shadow),
    kv: {
      revision: kv.revision ?? null,
      inSync: kv.revision === revision,
      malformed: kv.malformedSince !== undefined,
      refused: parts.refusedPointer?.reason ?? null,
    },
    alert: alertOf(parts, kv),
    isolates: parts.following,
    collectors: parts.collectors,
    history: parts.history,
  }
}

/**
 * Returns the alert of a status, the most urgent one. An invalid document in KV comes last, because
 * it affects only cold isolates.
 */
function alertOf(
  {
    alert,
    refusedPointer,
    ...configuration
  }: Pick<StatusParts, 'alert' | 'refusedPointer' | 'unusable' | 'startedAt'>,
  { malformedSince }: KvView
): Status['alert'] {
  if (alert !== undefined) return { ...alert, since: iso(alert.since) }
  const message = unusableMessage(configuration.unusable)
  if (message !== undefined) {
    return { code: 'secret_missing', message, since: iso(configuration.startedAt) }
  }
  if (refusedPointer !== undefined) {
    const { reason, since } = refusedPointer
    return { code: 'pointer_refused', message: refusalMessage(reason), since: iso(since) }
  }
  if (malformedSince === undefined) return null
  const malformed =
    'KV holds a document that is not a pointer. Isolates ignore it, and the router will replace it.'
  return { code: 'pointer_malformed', message: malformed, since: iso(malformedSince) }
}

function probeShown(probe: ProbeResult | undefined): Status['stableProbe'] {
  return probe === undefined ? null : { ready: probe.ready, at: iso(probe.at) }
}

function bakeOf(rollout: Rollout): Status['bake'] {
  if (rollout.phase === 'idle') return null
  return { startedAt: iso(rollout.liveSince), endsAt: iso(rollout.bakeEndsAt) }
}

function healthOf(
  color: Color,
  { totals, causes, release, verdict }: Health,
  inProgress: readonly InProgress[]
): ColorHealth {
  const shown =
    verdict === undefined
      ? { kind: 'not_live' as const, summary: 'takes no new traffic' }
      : { kind: verdict.kind, summary: verdict.summary }
  const own = inProgress.find((part) => part.color === color && part.release === release)
  const { waiting = 0, answering = 0, oldestWaitingMs = 0 } = own ?? {}
  const running = waiting + answering
  return {
    ...totals,
    causes: { faults: causesOf(causes, 'fault'), overload: causesOf(causes, 'overload') },
    running,
    waiting,
    oldestWaitingMs,
    verdict: shown,
  }
}
