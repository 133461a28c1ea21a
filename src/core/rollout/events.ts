import type { Color } from '../routing/color.ts'
import type { Pointer, Slot } from '../routing/pointer.ts'
import type { BreakGlassNote } from './break-glass-note.ts'
import type { Cause } from './state.ts'

/** A pointer that the coordinator did not write, and where it was found. */
export interface ExternalPointer {
  readonly pointer: Pointer
  readonly source: string
  /** What the person who wrote it said. */
  readonly note?: BreakGlassNote | undefined
}

/** What can happen to a rollout. */
export type Event =
  | { readonly type: 'switch'; readonly to: Color; readonly cause: Cause }
  | { readonly type: 'rollback'; readonly cause: Cause }
  /** The live color is faulty and stable can take its traffic. */
  | { readonly type: 'faulty'; readonly summary: string }
  | { readonly type: 'healthy'; readonly summary: string }
  /** Somebody wrote a pointer past the coordinator. */
  | ({ readonly type: 'adopt' } & ExternalPointer)
  /** A deploy changed what stands in the slots. */
  | { readonly type: 'configure'; readonly slots: Readonly<Record<Color, Slot>> }

/** Why an operator's command changes nothing. */
export type Refusal = 'already_live' | 'nothing_to_roll_back'
