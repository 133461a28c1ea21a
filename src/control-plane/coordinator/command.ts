import type { Event, Refusal } from '../../core/rollout/events.ts'
import type { Cause } from '../../core/rollout/state.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import type { Status } from '../admin/answers.ts'

/** Sets the number of collectors per region that take the isolates' reports. */
export interface SetCollectors {
  readonly type: 'set_collectors'
  readonly perRegion: number
  readonly cause: Cause
}

/** An operator's command. */
export type OperatorCommand = Extract<Event, { type: 'switch' | 'rollback' }> | SetCollectors

/** A command; refused when the rollout is not at `ifRevision`, if that is given. */
export interface Command {
  readonly event: OperatorCommand
  readonly ifRevision: number | undefined
}

/** Code of a refused command. */
export type CommandRefusal = Refusal | 'already_set' | 'revision_mismatch'

/** Result of a command, with the status of the model in either case. */
export type CommandResult =
  | { readonly ok: true; readonly value: Status; readonly pointer: Pointer }
  | { readonly ok: false; readonly refusal: CommandRefusal; readonly status: Status }
