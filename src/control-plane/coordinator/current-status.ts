import type { Model } from '../../core/routing/model.ts'
import type { Status } from '../admin/answers.ts'
import type { Reporters } from '../reporters.ts'
import type { EvidenceStore } from './evidence-store.ts'
import type { Probes } from './probes.ts'
import type { Publisher } from './publisher.ts'
import type { RepeatsOnStable } from './repeats-on-stable.ts'
import type { RolloutState } from './rollout-state.ts'
import type { TrafficCounters } from './traffic-counters.ts'
import { statusOf } from './status.ts'
import type { Verifier } from '../verification/verifier.ts'

/** The parts of a coordinator: its status covers them, and reports are counted in them. */
export interface CoordinatorParts {
  readonly model: Model
  readonly state: RolloutState
  readonly evidence: EvidenceStore
  readonly probes: Probes
  readonly verifier: Verifier
  readonly repeats: RepeatsOnStable
  readonly publisher: Publisher
  readonly reporters: Reporters
  readonly traffic: TrafficCounters
}

/** Returns the status of a model as of `now`. */
export function currentStatus(
  { model, state, evidence, probes, verifier, repeats, publisher, reporters }: CoordinatorParts,
  now: number
): Status {
  const { rollout, paused, alert, unusable, startedAt, refusedPointer, collectors } = state
  return statusOf({
    model: model.name,
    now,
    rollout,
    paused,
    policy: state.policyAt(now),
    frozenUntil: state.frozenUntil(now),
    alert,
    unusable,
    startedAt,
    refusedPointer,
    health: evidence.healthOfBoth(rollout, now),
    probe: probes.of(rollout, now),
    lastRuns: verifier.lastRuns,
    stableAnswers: repeats.of(rollout, now),
    kv: publisher.seen,
    following: reporters.following(rollout, now),
    inProgress: reporters.inProgress(now),
    collectors,
    history: state.historyHead,
  })
}
