import type { Color } from '../routing/color.ts'
import type { ShadowShare } from '../routing/shadow-share.ts'
import type { Environment, Slot } from '../routing/slot.ts'
import type { EvidenceNumbers } from './evidence-numbers.ts'

/** The action of a revision, as named in the history. */
export type Action =
  | 'seed'
  | 'stage'
  | 'configure'
  | 'apply'
  | 'verify'
  | 'shadow'
  | 'shadow_off'
  | 'verification_failed'
  | 'switch'
  | 'step'
  | 'promote'
  | 'complete'
  | 'rollback'
  | 'undo'
  | 'forgive'
  | 'break_glass'

/** Author, origin and reason of a change. */
export interface Cause {
  readonly by: string
  /** The verified author: the kind and the name of a token, of a person or of a service. */
  readonly identity?: string
  /** The name that the author gave itself, where `by` is the verified name and differs. */
  readonly claimed?: string
  readonly source: string
  readonly reason: string
  /** The verdict's summary, when a verdict led to the change. */
  readonly evidence?: string
  readonly numbers?: EvidenceNumbers
  /** The operator's reason to go past the checks of a command. */
  readonly force?: string
}

/** A release: what stands in a slot, and its origin. */
export interface Release extends Slot {
  /** Time of the staging, in milliseconds since 1970, as all times here. */
  readonly stagedAt: number
  readonly stagedBy: string
  readonly note?: string
}

/** The releases in both slots. */
export type Releases = Readonly<Record<Color, Release>>

/** The release that was live before the last rollout, while it still stands in the other slot. */
export interface Previous {
  readonly color: Color
  /** End of the time in which a rollback goes back to it. */
  readonly until: number
}

interface Common {
  readonly revision: number
  readonly slots: Releases
  /** The color to go back to. */
  readonly stable: Color
  /** Time of the revision. */
  readonly at: number
  readonly action: Action
  readonly cause: Cause
  /** Time at which the live color became live, or took all traffic back. */
  readonly liveSince: number
  /**
   * The color whose release was rolled back, until it is forgiven, replaced or switched to by
   * force. It is never live or stable.
   */
  readonly quarantined?: Color
}

/** Copies of a share of the calls go to the idle release; their answers are compared and dropped. */
export interface Shadow extends ShadowShare {
  readonly color: Color
  /** Revision at which the release was staged. */
  readonly staging: number
  readonly since: number
}

/** Stable takes all traffic; no candidate is on trial. */
export interface Idle extends Common {
  readonly phase: 'idle'
  /** Set from the end of a rollout until another release is staged or goes live. */
  readonly previous?: Previous
  readonly shadow?: Shadow
}

/** One step on the way of the candidate to all traffic. */
export interface Step {
  /** Share of the keys on the candidate in per cent, above 0 and below 100, with two decimals. */
  readonly weight: number
  /** Time after which a healthy verdict ends the step; without it only an operator does. */
  readonly ms?: number
}

/** What every rollout with a candidate has. */
interface WithCandidate extends Common {
  readonly candidate: Color
  /** Revision of the switch. It draws the keys of this rollout, from the first step to the bake. */
  readonly salt: number
  /** Share of the keys in per cent that stays on stable during the bake; undefined for none. */
  readonly holdBack?: number
}

/** The candidate takes a share of the traffic, which grows step by step; stable takes the rest. */
export interface Shifting extends WithCandidate {
  readonly phase: 'shifting'
  /** The plan; the weights grow. */
  readonly steps: readonly Step[]
  /** Index of the present step. */
  readonly step: number
  /** Time at which the present step began. */
  readonly stepSince: number
  /** Length of the bake that follows the last step. */
  readonly bakeMs: number
}

/**
 * The candidate takes all traffic, or all but the share that is held back; stable stays warm, and a
 * rollback is one revision away.
 */
export interface Baking extends WithCandidate {
  readonly phase: 'baking'
  /** Time from which a healthy verdict completes the rollout. */
  readonly bakeEndsAt: number
}

/** State of the rollout at one revision: one row of the coordinator's table. */
export type Rollout = Idle | Shifting | Baking

/** What a decision depends on besides the rollout: a model's settings, and conditions now. */
export interface RolloutPolicy {
  readonly bakeMs: number
  /** The steps of a switch that names none; empty for a switch at once. */
  readonly steps: readonly Step[]
  /** Share of the keys in per cent that a switch holds back unless it names another; 0 for none. */
  readonly holdBack: number
  /** Time after a rollout in which a rollback still goes back. */
  readonly keepWarmMs: number
  /** Whether only a verified release may take traffic. */
  readonly requiresVerification: boolean
  /** Whether only a release that is healthy in shadow may take traffic. */
  readonly requiresShadow: boolean
  /** Whether a faulty candidate is rolled back automatically. */
  readonly autoRollback: boolean
  /** Patterns of the hosts that a release may be staged on, see `isOnHosts`. */
  readonly origins: readonly string[]
  /** The environments in `wrangler.toml`. */
  readonly configured: Readonly<Record<Color, Environment>>
  /** Whether nothing may go forward without force now. */
  readonly isFrozen: boolean
  /** Whether an operator has stopped what goes forward by itself. */
  readonly isPaused: boolean
}
