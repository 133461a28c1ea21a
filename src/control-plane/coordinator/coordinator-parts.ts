import type { Event } from '../../core/rollout/events.ts'
import type { Model } from '../../core/routing/model.ts'
import { Verifier } from '../verification/verifier.ts'
import { AnalyticsPoints } from './analytics-points.ts'
import type { CommandRefusal } from './command-refusal.ts'
import type { CoordinatorParts } from './current-status.ts'
import { EvidenceStore } from './evidence-store.ts'
import { Probes } from './probes.ts'
import { Publisher } from './publisher.ts'
import { RepeatsOnStable } from './repeats-on-stable.ts'
import { RolloutState } from './rollout-state.ts'
import type { Store } from './store.ts'
import { storedReporters } from './stored-reporters.ts'
import { TrafficCounters } from './traffic-counters.ts'

/** What the parts of a coordinator need of it. */
interface Coordinating {
  readonly ctx: DurableObjectState
  readonly env: Env
  readonly model: Model
  readonly store: Store
  /** Applies an event to the rollout, or returns the refusal. */
  readonly apply: (event: Event, now: number) => CommandRefusal | undefined
}

/** Starts the parts of a coordinator from what is stored. */
export function startParts(
  { ctx, env, model, store, apply }: Coordinating,
  now: number
): CoordinatorParts {
  const state = new RolloutState(store, model, now)
  const stored = store.readState('evidence')
  return {
    model,
    state,
    verifier: new Verifier({ ctx, env, model, state, apply }),
    evidence: new EvidenceStore(stored, state.rollout, model.limits, now),
    probes: new Probes(store, env, model),
    repeats: new RepeatsOnStable(),
    publisher: new Publisher(env.POINTERS, model, store),
    reporters: storedReporters(store),
    traffic: new TrafficCounters(store, new AnalyticsPoints(env, model.name), now),
  }
}
