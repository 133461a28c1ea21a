import type { Color } from '../routing/color.ts'
import type { Slot } from '../routing/pointer.ts'

/** The action of a revision, as named in the history. */
export type Action = 'seed' | 'switch' | 'rollback' | 'complete' | 'break_glass' | 'configure'

/** Author, origin and reason of a change. */
export interface Cause {
  readonly by: string
  readonly source: string
  readonly reason: string
  /** The verdict's summary, when a verdict led to the change. */
  readonly evidence?: string
}

interface Common {
  readonly revision: number
  readonly slots: Readonly<Record<Color, Slot>>
  /** The color to go back to. */
  readonly stable: Color
  /** Time of the revision, in milliseconds since 1970, as all times here. */
  readonly at: number
  readonly action: Action
  readonly cause: Cause
  /** Time at which the live color became live. */
  readonly liveSince: number
  /** The color of the last rollback, until its slot or its role changes. */
  readonly quarantined?: Color
}

/** Stable takes all traffic; no candidate is on trial. */
export interface Idle extends Common {
  readonly phase: 'idle'
}

/** The candidate takes all traffic; stable stays warm, and a rollback is one revision away. */
export interface Baking extends Common {
  readonly phase: 'baking'
  readonly candidate: Color
  /** Time from which a healthy verdict completes the rollout. */
  readonly bakeEndsAt: number
}

/** State of the rollout at one revision: one row of the coordinator's table. */
export type Rollout = Idle | Baking

/** The rollout settings of a model in `wrangler.toml`. */
export interface RolloutPolicy {
  readonly bakeMs: number
}
