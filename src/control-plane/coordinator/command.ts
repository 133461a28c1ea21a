import type { Event, Refusal } from '../../core/rollout/events.ts'
import type { Cause } from '../../core/rollout/state.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import type { Status } from '../admin/answers.ts'

/** Sets the collectors of each region that take the isolates' reports. */
export interface SetCollectors {
  readonly type: 'set_collectors'
  readonly perRegion: number
  readonly cause: Cause
}

/** What an operator can ask for. */
export type OperatorCommand = Extract<Event, { type: 'switch' | 'rollback' }> | SetCollectors

/** A command, on condition that the rollout is still at a revision, if one is named. */
export interface Command {
  readonly event: OperatorCommand
  readonly ifRevision: number | undefined
}

/** Why a command was not carried out. */
export type CommandRefusal = Refusal | 'already_set' | 'revision_mismatch'

/** What came of a command, and where the rollout stands now in either case. */
export type CommandResult =
  | { readonly ok: true; readonly value: Status; readonly pointer: Pointer }
  | { readonly ok: false; readonly refusal: CommandRefusal; readonly status: Status }
