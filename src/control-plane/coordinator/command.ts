import type { Pointer } from '../../core/routing/pointer.ts'
import type { Event, Refusal } from '../../core/rollout/transition.ts'
import type { Status } from './status.ts'

/** What an operator can ask for. */
export type OperatorCommand = Extract<Event, { type: 'switch' | 'rollback' | 'widen' }>

/** What an operator asks for, on condition that the rollout is still at a revision, if one is named. */
export interface Command {
  readonly event: OperatorCommand
  readonly ifRevision: number | undefined
}

/** Why a command was not carried out. */
export type CommandRefusal = Refusal | 'revision_mismatch'

/** What came of a command, and where the rollout stands now in either case. */
export type CommandResult =
  | { readonly ok: true; readonly value: Status; readonly pointer: Pointer }
  | { readonly ok: false; readonly refusal: CommandRefusal; readonly status: Status }
