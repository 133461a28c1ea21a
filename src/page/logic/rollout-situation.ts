import { other, type Color } from '../../core/routing/color.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { clockOf } from '../../core/time-span.ts'
import { weightOf } from './number-words.ts'

/** Time after a rollback in which it is still news. */
const RECENT_MS = 24 * 3_600_000

/** How a model stands, for people. */
export interface Situation {
  readonly kind:
    'rolled_back' | 'held' | 'paused' | 'shifting' | 'baking' | 'staged' | 'verifying' | 'idle'
  /** One or two words. */
  readonly label: string
  /** What is going on, in one clause. */
  readonly text: string
}

/** Returns the color that is not live, or in a rollout the candidate. */
export function otherColorOf({ candidate, live }: Pick<ModelStatus, 'candidate' | 'live'>): Color {
  return candidate ?? other(live)
}

/** Returns a color with its release: `green v3`. */
export function named(status: Pick<ModelStatus, 'slots'>, color: Color): string {
  return `${color} ${status.slots[color].release}`
}

/** Whether the idle slot holds a release that is newer than the live one. */
export function isReleaseWaiting(status: ModelStatus): boolean {
  const { candidate, live, slots, quarantined } = status
  const idle = other(live)
  return candidate === null && quarantined !== idle && slots[idle].staging > slots[live].staging
}

/** Returns how a model stands. */
export function situationOf(status: ModelStatus, now: number): Situation {
  const { phase } = status
  if (status.paused !== null) return { kind: 'paused', label: 'Paused', text: pausedText(status) }
  if (phase === 'shifting') return shiftingSituation(status)
  if (phase === 'baking') return bakingSituation(status, now)
  return restingSituation(status, now)
}

function pausedText(status: ModelStatus): string {
  const { candidate, weight } = status
  return candidate === null
    ? 'nothing goes forward until somebody resumes'
    : `${named(status, candidate)} stays at ${weightOf(weight)} until somebody resumes`
}

function shiftingSituation(status: ModelStatus): Situation {
  const { plan, weight } = status
  const candidate = named(status, otherColorOf(status))
  const share = `${candidate} takes ${weightOf(weight)} of the keys`
  if (plan === null || plan.waitsFor === 'time')
    return { kind: 'shifting', label: 'Shifting', text: share }
  return { kind: 'held', label: 'Held', text: `${share}; ${heldBecause(status)}` }
}

/** Returns why a step goes on although its time may be over. */
export function heldBecause(status: ModelStatus): string {
  const { plan, health, frozenUntil } = status
  switch (plan?.waitsFor) {
    case 'healthy_verdict': {
      const { goodCallsNeeded } = plan
      const { kind } = health[otherColorOf(status)].verdict
      return goodCallsNeeded === null
        ? `held because the verdict is ${kind}`
        : `held because ${goodCallsNeeded} more good calls are needed`
    }
    case 'promote':
      return 'held because the plan waits for Promote'
    case 'resume':
      return 'held because somebody paused it'
    case 'freeze_end':
      return `held because of the freeze${frozenUntil === null ? '' : ` until ${frozenUntil}`}`
    case 'time':
    case undefined:
      return 'not held'
  }
}

function bakingSituation(status: ModelStatus, now: number): Situation {
  const { bake, candidate, holdBack } = status
  const share = holdBack === 0 ? 'all traffic' : `all but ${weightOf(holdBack)} of the keys`
  const takes = `${named(status, candidate ?? status.live)} takes ${share}`
  const left = bake === null ? 0 : Date.parse(bake.endsAt) - now
  if (left > 0) {
    return {
      kind: 'baking',
      label: 'Baking',
      text: `${takes}; ${clockOf(left)} of the bake left`,
    }
  }
  const { kind } = status.health[candidate ?? status.live].verdict
  const why =
    kind === 'healthy' ? 'the bake ends now' : `the bake is over and the verdict is ${kind}`
  return {
    kind: kind === 'healthy' ? 'baking' : 'held',
    label: kind === 'healthy' ? 'Baking' : 'Held',
    text: `${takes}; ${why}`,
  }
}

function restingSituation(status: ModelStatus, now: number): Situation {
  const { live, quarantined, slots } = status
  const idle = other(live)
  if (quarantined !== null && isRecentlyRolledBack(status, now)) {
    const text = `${named(status, quarantined)} was rolled back and gets no traffic`
    return { kind: 'rolled_back', label: 'Rolled back', text }
  }
  if (slots[idle].verification?.state === 'running') {
    return {
      kind: 'verifying',
      label: 'Verifying',
      text: `${named(status, idle)} is being verified`,
    }
  }
  if (isReleaseWaiting(status)) {
    const verified = slots[idle].verified ? 'verified' : 'not verified yet'
    return { kind: 'staged', label: 'Staged', text: `${named(status, idle)} waits, ${verified}` }
  }
  return { kind: 'idle', label: 'At rest', text: 'nothing is on trial' }
}

/** Whether a release was rolled back a short time ago and nobody has forgiven it. */
export function isRecentlyRolledBack(status: ModelStatus, now: number): boolean {
  const { quarantined, changedAt, since } = status
  return quarantined !== null && now - Date.parse(changedAt ?? since) < RECENT_MS
}
