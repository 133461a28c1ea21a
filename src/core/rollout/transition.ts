import { adoptPointer, type ExternalPointer } from './adopt-pointer.ts'
import type { Color } from '../routing/color.ts'
import { isSameSlot, liveOf, type Pointer, type Slot } from '../routing/pointer.ts'
import { ok, refuse, type Result } from './result.ts'
import { nextRevision } from './next-revision.ts'
import { setCollectors } from './set-collectors.ts'

/** What a change of the rollout was, in the words of the history. */
export type Action =
  'seed' | 'switch' | 'rollback' | 'complete' | 'hold' | 'recover' | 'adopt' | 'configure' | 'widen'

/** Who made a change, from where, and why. */
export interface Cause {
  readonly by: string
  readonly source: string
  readonly reason: string
  /** The verdict's sentence, where evidence led to the change. */
  readonly evidence?: string
}

/** The live color is quarantined and there is nowhere better to go: people are needed. */
export interface Alert {
  readonly code: 'live_faulty'
  readonly message: string
  readonly since: number
}

interface Common {
  readonly revision: number
  readonly slots: Readonly<Record<Color, Slot>>
  readonly stable: Color
  /** When the revision came to be. */
  readonly at: number
  readonly action: Action
  readonly cause: Cause
  /** When the live color became live. */
  readonly liveSince: number
  /** The color that was rolled back last, until its slot or its role changes. */
  readonly quarantined?: Color
  readonly alert?: Alert
  /** Collectors of each region, once an operator set them. */
  readonly collectors?: number
}

/** Stable serves, nothing is on trial. */
export interface Idle extends Common {
  readonly phase: 'idle'
}

/** The candidate takes all traffic; stable stays warm, one revision away. */
export interface Baking extends Common {
  readonly phase: 'baking'
  readonly candidate: Color
  /** From here on a healthy verdict completes the rollout. */
  readonly bakeEndsAt: number
}

/** The course of replacing stable, and the newest row of the coordinator's history. */
export type Rollout = Idle | Baking

/** What can happen to a rollout. */
export type Event =
  | { readonly type: 'switch'; readonly to: Color; readonly cause: Cause }
  | { readonly type: 'rollback'; readonly cause: Cause }
  /** Reports are to go to another number of collectors. */
  | { readonly type: 'widen'; readonly collectors: number; readonly cause: Cause }
  /** The live color is judged quarantined; `stable` says whether stable can be gone back to. */
  | { readonly type: 'faulty'; readonly stable: 'sound' | 'unsound'; readonly summary: string }
  | { readonly type: 'healthy'; readonly summary: string }
  /** A pointer was found that is not the coordinator's own: somebody broke the glass. */
  | ({ readonly type: 'adopt' } & ExternalPointer)
  /** A deploy changed what stands in the slots. */
  | { readonly type: 'configure'; readonly slots: Readonly<Record<Color, Slot>> }

/** Why an operator's command changes nothing. */
export type Refusal = 'already_live' | 'nothing_to_roll_back' | 'already_set'

/** What a deploy says of a rollout. */
export interface RolloutPolicy {
  readonly bakeMs: number
  /** Collectors of each region, unless an operator set them. */
  readonly collectors: number
}

const router = { by: 'router', source: 'detector' }

/** The first rollout of a model: the slots as configured, blue stable. */
export function seed(slots: Readonly<Record<Color, Slot>>, now: number): Rollout {
  const cause = { by: 'router', source: 'deploy', reason: 'first start' }
  const common = { revision: 1, slots, stable: 'blue' as const, at: now, liveSince: now }
  return { ...common, phase: 'idle', action: 'seed', cause }
}

/** The pointer that a rollout publishes. */
export function pointerOf(rollout: Rollout): Pointer {
  const { revision, slots, stable, quarantined, collectors } = rollout
  const common = {
    revision,
    slots,
    stable,
    ...(quarantined === undefined ? {} : { quarantined }),
    ...(collectors === undefined ? {} : { collectors }),
  }
  if (rollout.phase === 'idle') return { ...common, weight: 0 }
  return { ...common, candidate: rollout.candidate, weight: 100 }
}

/** The rollout after an event; the same object when the event changes nothing. */
export function transition(
  rollout: Rollout,
  event: Event,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, Refusal> {
  switch (event.type) {
    case 'switch':
      return switchTo(rollout, event.to, event.cause, now, policy)
    case 'rollback':
      if (rollout.phase === 'idle') return refuse('nothing_to_roll_back')
      return ok(rolledBack(rollout, event.cause, now))
    case 'widen':
      return setCollectors(rollout, event.collectors, event.cause, now, policy)
    case 'faulty':
      return ok(onFaulty(rollout, event.stable, event.summary, now))
    case 'healthy':
      return ok(onHealthy(rollout, event.summary, now))
    case 'adopt':
      return ok(adoptPointer(rollout, pointerOf(rollout), event, now, policy))
    case 'configure':
      return ok(configured(rollout, event.slots, now))
  }
}

/** Back to stable during a bake is a rollback, whatever command asked for it. */
function switchTo(
  rollout: Rollout,
  to: Color,
  cause: Cause,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, Refusal> {
  if (to === liveOf(pointerOf(rollout))) return refuse('already_live')
  if (rollout.phase === 'baking') return ok(rolledBack(rollout, cause, now))
  return ok({
    ...nextRevision(rollout, 'switch', cause, now),
    phase: 'baking',
    candidate: to,
    liveSince: now,
    bakeEndsAt: now + policy.bakeMs,
  })
}

function rolledBack(rollout: Baking, cause: Cause, now: number): Idle {
  const quarantined = rollout.candidate
  return {
    ...nextRevision(rollout, 'rollback', cause, now),
    phase: 'idle',
    liveSince: now,
    quarantined,
  }
}

function onFaulty(
  rollout: Rollout,
  stable: 'sound' | 'unsound',
  summary: string,
  now: number
): Rollout {
  if (rollout.phase === 'baking' && stable === 'sound') {
    const reason = `${rollout.candidate} went quarantined`
    return rolledBack(rollout, { ...router, reason, evidence: summary }, now)
  }
  if (rollout.alert !== undefined) return rollout
  const message =
    rollout.phase === 'idle'
      ? `${rollout.stable} is quarantined and nothing is on trial to go back from`
      : `${rollout.candidate} is quarantined, but ${rollout.stable} is no better: traffic stays`
  const cause = { ...router, reason: message, evidence: summary }
  const alerted = nextRevision(rollout, 'hold', cause, now)
  return { ...rollout, ...alerted, alert: { code: 'live_faulty', message, since: now } }
}

function onHealthy(rollout: Rollout, summary: string, now: number): Rollout {
  if (rollout.phase === 'baking' && now >= rollout.bakeEndsAt) {
    const cause = { ...router, reason: 'the bake ended in good health', evidence: summary }
    const completed = nextRevision(rollout, 'complete', cause, now)
    return { ...completed, phase: 'idle', stable: rollout.candidate }
  }
  if (rollout.alert === undefined) return rollout
  const cause = { ...router, reason: 'the live color is healthy again', evidence: summary }
  const { alert: _, ...rest } = rollout
  return { ...rest, revision: rollout.revision + 1, at: now, action: 'recover', cause }
}

function configured(rollout: Rollout, slots: Readonly<Record<Color, Slot>>, now: number): Rollout {
  const cause = { by: 'deploy', source: 'deploy', reason: 'the configured slots changed' }
  const { quarantined, ...kept } = rollout
  const replaced =
    quarantined !== undefined && !isSameSlot(slots[quarantined], rollout.slots[quarantined])
  const revision = rollout.revision + 1
  const fresh = { ...kept, slots, revision, at: now, action: 'configure' as const, cause }
  return replaced || quarantined === undefined ? fresh : { ...fresh, quarantined }
}
