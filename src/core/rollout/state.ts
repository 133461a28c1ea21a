import type { Color } from '../routing/color.ts'
import type { Slot } from '../routing/pointer.ts'

/** What a revision did, as the history names it. */
export type Action = 'seed' | 'switch' | 'rollback' | 'complete' | 'break_glass' | 'configure'

/** Who made a change, from where, and why. */
export interface Cause {
  readonly by: string
  readonly source: string
  readonly reason: string
  /** The verdict's summary, where evidence led to the change. */
  readonly evidence?: string
}

interface Common {
  readonly revision: number
  readonly slots: Readonly<Record<Color, Slot>>
  /** The color to go back to. */
  readonly stable: Color
  /** When the revision was made, in milliseconds since 1970, as all times here. */
  readonly at: number
  readonly action: Action
  readonly cause: Cause
  /** When the live color became live. */
  readonly liveSince: number
  /** The color that was rolled back last, until its slot or its role changes. */
  readonly quarantined?: Color
}

/** Stable serves, nothing is on trial. */
export interface Idle extends Common {
  readonly phase: 'idle'
}

/** The candidate takes all traffic; stable stays warm, one revision away. */
export interface Baking extends Common {
  readonly phase: 'baking'
  readonly candidate: Color
  /** From this moment on a healthy verdict completes the rollout. */
  readonly bakeEndsAt: number
}

/** The state of replacing stable: one row of the coordinator's table for each revision. */
export type Rollout = Idle | Baking

/** What `wrangler.toml` says about rollouts of a model. */
export interface RolloutPolicy {
  readonly bakeMs: number
}
