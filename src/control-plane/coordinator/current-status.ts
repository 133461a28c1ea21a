import type { Placement } from '../../core/routing/placement.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Status } from '../admin/answers.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Reporters } from '../reporters.ts'
import type { EvidenceSampler } from './evidence-sampler.ts'
import type { EvidenceStore } from './evidence-store.ts'
import type { FaultWatch } from './fault-watch.ts'
import type { Probes } from './probes.ts'
import type { Publisher } from './publisher.ts'
import type { RepeatsOnStable } from './repeats-on-stable.ts'
import type { ShadowStore } from './shadow-store.ts'
import type { RecentTraffics } from './recent-traffic.ts'
import type { RolloutState } from './rollout-state.ts'
import type { TrafficCounters } from './traffic-counters.ts'
import { statusOf } from './status.ts'
import { switchPlanShown } from './plan-status.ts'
import { limitsShown } from './traffic-shown.ts'
import type { Verifier } from '../verification/verifier.ts'

/** The parts of a coordinator: its status covers them, and reports are counted in them. */
export interface CoordinatorParts {
  readonly model: Model
  readonly state: RolloutState
  readonly evidence: EvidenceStore
  /** The evidence over time. */
  readonly sampler: EvidenceSampler
  /** What copies of calls showed, apart from the evidence. */
  readonly shadow: ShadowStore
  readonly probes: Probes
  readonly verifier: Verifier
  readonly repeats: RepeatsOnStable
  readonly publisher: Publisher
  readonly reporters: Reporters
  readonly faults: FaultWatch
  readonly notifier: Notifier
  readonly traffic: TrafficCounters
  /** The place that was chosen at the first start; undefined when that was not recorded. */
  readonly placement: Placement | undefined
  /** The traffic of the last minute. */
  readonly recent: RecentTraffics
}

/** Returns the status of a model as of `now`. */
export function currentStatus(parts: CoordinatorParts, now: number): Status {
  const { model, state, evidence, shadow, probes, verifier, repeats, publisher, reporters } = parts
  const { rollout, paused, alerts, collectors } = state
  return statusOf({
    model: model.name,
    now,
    rollout,
    paused,
    policy: state.policyAt(now),
    frozenUntil: state.frozenUntil(now),
    alerts: alerts.all,
    shadow: {
      evidence: shadow.of(rollout),
      verdict: shadow.verdict(rollout, evidence.of(rollout.stable), now),
      live: evidence.firstByteOf(rollout.stable),
    },
    health: evidence.healthOfBoth(rollout, now),
    traffic: {
      blue: parts.recent.of(rollout, 'blue', now),
      green: parts.recent.of(rollout, 'green', now),
    },
    switchPlan: switchPlanShown(model),
    limits: limitsShown(model, evidence.objectivesMs(rollout)),
    probe: probes.of(rollout, now),
    lastRuns: verifier.lastRuns,
    stableAnswers: repeats.of(rollout, now),
    kv: publisher.seen,
    following: reporters.following(rollout, now),
    inProgress: reporters.inProgress(now),
    collectors,
    placement: { chosen: parts.placement, configured: model.placement },
    history: state.historyHead,
    deliveries: parts.notifier.open,
  })
}
