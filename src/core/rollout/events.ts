import type { Color } from '../routing/color.ts'
import type { Pointer, Slot } from '../routing/pointer.ts'
import type { BreakGlassNote } from './break-glass-note.ts'
import type { Cause } from './state.ts'

/** A pointer that the coordinator did not write, with the place where it was found. */
export interface ExternalPointer {
  readonly pointer: Pointer
  readonly source: string
  /** Author and reason, when the key's metadata holds them. */
  readonly note?: BreakGlassNote | undefined
}

/** An input of the rollout's state machine. */
export type Event =
  | { readonly type: 'switch'; readonly to: Color; readonly cause: Cause }
  | { readonly type: 'rollback'; readonly cause: Cause }
  /** The live color is faulty, and stable can take its traffic. */
  | { readonly type: 'faulty'; readonly summary: string }
  | { readonly type: 'healthy'; readonly summary: string }
  /** A pointer was written without the coordinator. */
  | ({ readonly type: 'adopt' } & ExternalPointer)
  /** A deploy changed the slots. */
  | { readonly type: 'configure'; readonly slots: Readonly<Record<Color, Slot>> }

/** Code of a refused operator command. */
export type Refusal = 'already_live' | 'nothing_to_roll_back'
