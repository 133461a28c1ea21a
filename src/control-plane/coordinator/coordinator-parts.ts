import type { Event } from '../../core/rollout/events.ts'
import type { OtherWork } from '../../core/rollout/next-alarm.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { Model } from '../../core/routing/model.ts'
import { configuredReceivers } from '../config/configured-models.ts'
import { Notifier } from '../notify/notifier.ts'
import { Verifier } from '../verification/verifier.ts'
import { AnalyticsPoints } from './analytics-points.ts'
import type { CommandRefusal } from './command-refusal.ts'
import type { CoordinatorParts } from './current-status.ts'
import { EvidenceSampler } from './evidence-sampler.ts'
import { EvidenceStore } from './evidence-store.ts'
import { FaultWatch } from './fault-watch.ts'
import { Probes } from './probes.ts'
import { Publisher } from './publisher.ts'
import { RepeatsOnStable } from './repeats-on-stable.ts'
import { RecentTraffics } from './recent-traffic.ts'
import { RolloutState } from './rollout-state.ts'
import { ShadowStore } from './shadow-store.ts'
import { SeriesStore } from './series-store.ts'
import type { Store } from './store.ts'
import { storedReporters } from './stored-counts.ts'
import { TrafficCounters } from './traffic-counters.ts'

/** What the parts of a coordinator need of it. */
interface Coordinating {
  readonly ctx: DurableObjectState
  readonly env: Env
  readonly model: Model
  readonly store: Store
  /** Applies an event to the rollout, or returns the refusal. */
  readonly apply: (event: Event, now: number) => CommandRefusal | undefined
  /** Called when a notification is to be sent, or the time of its next attempt has changed. */
  readonly onNotification: () => void
}

/** Starts the parts of a coordinator from what is stored. */
export function startParts(
  { ctx, env, model, store, apply, onNotification }: Coordinating,
  now: number
): CoordinatorParts {
  const receivers = configuredReceivers
  const notifying = { sql: ctx.storage.sql, secrets: env, model: model.name, receivers }
  const notifier = new Notifier({ ...notifying, onChange: onNotification })
  if (store.rollout() === undefined) store.writeState('placement', model.placement)
  const state = new RolloutState(store, model, notifier, now)
  const stored = store.readState('evidence')
  const evidence = new EvidenceStore(stored, state.rollout, model.limits, now)
  return {
    model,
    state,
    verifier: new Verifier({ ctx, env, model, state, apply }),
    evidence,
    sampler: new EvidenceSampler(new SeriesStore(ctx.storage.sql, stored?.series), evidence),
    shadow: new ShadowStore(store, model, state.rollout, now),
    probes: new Probes(store, env, model),
    repeats: new RepeatsOnStable(),
    publisher: new Publisher(env.POINTERS, model, store),
    reporters: storedReporters(store),
    traffic: new TrafficCounters(store, new AnalyticsPoints(env, model.name), now),
    recent: new RecentTraffics(now),
    faults: new FaultWatch(now),
    placement: store.readState('placement'),
    notifier,
  }
}

/** Returns what needs an alarm besides the rollout and KV. */
export function otherWorkOf(
  { verifier, state, notifier }: CoordinatorParts,
  now: number
): OtherWork {
  const { isRunning: isVerifying } = verifier
  return { isVerifying, alerts: state.alerts.all, deliveryAt: notifier.nextAt(now) }
}

/** Makes the parts follow a decision, after a sample of the evidence that it was made from. */
export function followDecision(
  { state, evidence, sampler, traffic, verifier }: CoordinatorParts,
  before: Rollout,
  now: number
): void {
  sampler.sample(before, now)
  evidence.follow(before, state.rollout, now)
  traffic.follow(before, state.rollout)
  verifier.follow(now)
}
