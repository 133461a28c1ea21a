import type { Event, Refusal } from '../../core/rollout/events.ts'
import type { Cause } from '../../core/rollout/state.ts'
import type { Color } from '../../core/routing/color.ts'
import { liveOf, type Pointer } from '../../core/routing/pointer.ts'
import type { Status } from '../admin/answers.ts'

/** Sets the number of collectors per region that take the isolates' reports. */
export interface SetCollectors {
  readonly type: 'set_collectors'
  readonly perRegion: number
  readonly cause: Cause
}

/** An operator's command. */
export type OperatorCommand = Extract<Event, { type: 'switch' | 'rollback' }> | SetCollectors

/** A command. It is refused when `ifRevision` is given and the rollout is at another revision. */
export interface Command {
  readonly event: OperatorCommand
  readonly ifRevision: number | undefined
}

/** Code of a refused command. */
export type CommandRefusal = Refusal | 'already_set' | 'color_unusable' | 'revision_mismatch'

/** The revision that a command made. */
export interface Made {
  readonly revision: number
  /** The live color of that revision. */
  readonly live: Color
  /** Label of the live release. */
  readonly release: string
}

/**
 * Result of a command, with the status of the model in either case. The status may be of a newer
 * revision than the one that the command made, which is undefined for a command that makes none.
 */
export type CommandResult =
  | {
      readonly ok: true
      readonly made: Made | undefined
      readonly value: Status
      readonly pointer: Pointer
    }
  | { readonly ok: false; readonly refusal: CommandRefusal; readonly status: Status }

/** Returns the revision of a command, from the pointer right after it. */
export function madeBy({ type }: OperatorCommand, pointer: Pointer): Made | undefined {
  if (type === 'set_collectors') return undefined
  const live = liveOf(pointer)
  return { revision: pointer.revision, live, release: pointer.slots[live].release }
}
