import type { Verdict } from '../detector/verdict.ts'
import type { Color } from '../routing/color.ts'
import type { Pointer } from '../routing/pointer.ts'
import type { Environment } from '../routing/slot.ts'
import type { BreakGlassNote } from './break-glass-note.ts'
import type { VerdictEvidence } from './evidence-numbers.ts'
import type { Cause, Step } from './state.ts'

/** A pointer that the coordinator did not write, with the place where it was found. */
export interface ExternalPointer {
  readonly pointer: Pointer
  readonly source: string
  /** Author and reason, when the key's metadata holds them. */
  readonly note?: BreakGlassNote | undefined
}

/** Puts a release into the idle slot. */
export interface Stage {
  readonly type: 'stage'
  readonly environment: Environment
  readonly note?: string | undefined
  /** Whether it may replace a release that is still of use. */
  readonly replace?: boolean | undefined
  readonly cause: Cause
}

/** Stages the configured release that stands in no slot. */
export interface Apply {
  readonly type: 'apply'
  readonly replace?: boolean | undefined
  readonly cause: Cause
}

/** The verification of a release has passed. */
export interface Verified {
  readonly type: 'verified'
  readonly color: Color
  readonly staging: number
  readonly cause: Cause
}

/** A golden request of the verification of a release has failed. */
export interface VerificationFailed {
  readonly type: 'verification_failed'
  readonly color: Color
  readonly staging: number
  readonly cause: Cause
}

/** Sends traffic to a color: all at once, or step by step. */
export interface Switch {
  readonly type: 'switch'
  /** The idle color when undefined. */
  readonly to?: Color | undefined
  /** Reason to go past the checks. */
  readonly force?: string | undefined
  /** Length of the bake in milliseconds, when it is not the configured one. */
  readonly bakeMs?: number | undefined
  /** The steps, when they are not the configured ones. */
  readonly steps?: readonly Step[] | undefined
  /** Whether it goes to all traffic at once, although steps are configured. */
  readonly atOnce?: boolean | undefined
  /** Share of the keys in per cent that stays on stable in the bake; 0 for none. */
  readonly holdBack?: number | undefined
  readonly cause: Cause
  /** Whether the release that stands in a slot now has answered its probe. */
  readonly ready: Readonly<Record<Color, boolean>>
  /** The verdict on the other release by its copies; undefined when it got none. */
  readonly shadowed?: Verdict['kind'] | undefined
}

/** Copies a share of the calls to the release in the idle slot. */
export interface ShadowOn {
  readonly type: 'shadow'
  /** In per cent. */
  readonly share: number
  /** Time after which it ends by itself, in milliseconds. */
  readonly forMs?: number | undefined
  /** Maximum number of copies that an isolate sends in a second. */
  readonly perSecond?: number | undefined
  /** Reason to go past the checks. */
  readonly force?: string | undefined
  readonly cause: Cause
}

/** Ends the copies. */
export interface ShadowOff {
  readonly type: 'shadow_off'
  readonly cause: Cause
}

/** Goes on in the candidate's favour: to the next step, or to the end of the bake. */
export interface Promote {
  readonly type: 'promote'
  /** Whether it leaves out the steps that are left. */
  readonly full?: boolean | undefined
  readonly force?: string | undefined
  readonly cause: Cause
}

/** Goes back: in a rollout to stable, after one to the previous release. */
export interface Rollback {
  readonly type: 'rollback'
  readonly cause: Cause
}

/** Lifts the quarantine. */
export interface Forgive {
  readonly type: 'forgive'
  /** Whichever color is quarantined when undefined. */
  readonly color?: Color | undefined
  readonly cause: Cause
}

/** A command that makes a revision. */
export type RolloutCommand =
  Stage | Apply | Switch | Promote | Rollback | Forgive | ShadowOn | ShadowOff

/** An input of the rollout's state machine. */
export type Event =
  | RolloutCommand
  | Verified
  | VerificationFailed
  /** The candidate is faulty, and stable can take its traffic. */
  | ({ readonly type: 'faulty' } & VerdictEvidence)
  | ({ readonly type: 'healthy' } & VerdictEvidence)
  /** The time of the shadow may be over. */
  | { readonly type: 'shadow_over' }
  /** A pointer was written without the coordinator. */
  | ({ readonly type: 'adopt' } & ExternalPointer)
  /** A deploy changed the configured environments of some colors. */
  | { readonly type: 'configure'; readonly changed: Readonly<Partial<Record<Color, Environment>>> }

/** Code of a refused operator command. */
export type Refusal =
  | 'rollout_in_progress'
  | 'slot_taken'
  | 'label_in_use'
  | 'host_not_allowed'
  | 'already_live'
  | 'quarantined'
  | 'unverified'
  | 'frozen'
  | 'not_ready'
  | 'stable_not_ready'
  | 'nothing_to_promote'
  | 'nothing_to_roll_back'
  | 'nothing_quarantined'
  | 'nothing_to_apply'
  | 'nothing_to_shadow'
  | 'no_shadow'
  | 'not_shadowed'
  | 'shadow_faulty'
