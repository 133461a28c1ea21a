import type { RolloutCommand, Switch } from '../../core/rollout/events.ts'
import type { Cause } from '../../core/rollout/state.ts'
import { other, type Color } from '../../core/routing/color.ts'
import { liveOf, type Pointer } from '../../core/routing/pointer.ts'
import type { RunOptions, Suite } from '../../core/verification/verification-run.ts'
import type { Status } from '../admin/answers.ts'
import type { Answered, CommandKey } from './command-key.ts'
import type { CommandRefusal } from './command-refusal.ts'

/** A command that changes no traffic and makes no revision. */
export type SettingCommand =
  /** Sets the number of collectors per region that take the isolates' reports. */
  | { readonly type: 'set_collectors'; readonly perRegion: number; readonly cause: Cause }
  /** Stops, or lets go on, what goes forward by itself. */
  | { readonly type: 'pause' | 'resume'; readonly cause: Cause }

/** Starts the verification of the release in the idle slot. */
export interface VerifyCommand {
  readonly type: 'verify'
  /** The idle color; the command is refused for the other one. */
  readonly color?: Color | undefined
  /** Name of a stored suite; all stored suites when undefined. */
  readonly suite?: string | undefined
  /** A suite that is stored under the name before. */
  readonly document?: Suite | undefined
  readonly options: RunOptions
  readonly cause: Cause
}

/** Ends the verification that is running. */
export interface CancelVerification {
  readonly type: 'cancel_verification'
  readonly cause: Cause
}

/** Removes a stored suite. */
export interface RemoveSuite {
  readonly type: 'remove_suite'
  readonly suite: string
  readonly cause: Cause
}

/** A command about verifications. It makes no revision. */
export type VerificationCommand = VerifyCommand | CancelVerification | RemoveSuite

/** A switch as an operator asks for it: the coordinator adds what its probes find. */
export type SwitchCommand = Omit<Switch, 'ready'>

/** An operator's command. */
export type OperatorCommand =
  Exclude<RolloutCommand, Switch> | SwitchCommand | SettingCommand | VerificationCommand

/** A command. It is refused when `ifRevision` is given and the rollout is at another revision. */
export interface Command {
  readonly event: OperatorCommand
  readonly ifRevision: number | undefined
  /** The same for each repetition of the command. */
  readonly key?: CommandKey | undefined
}

/** The revision that a command made. */
export interface Made {
  readonly revision: number
  /** The live color of that revision. */
  readonly live: Color
  /** Label of the live release. */
  readonly release: string
  /** The release that the command staged. */
  readonly staged?: { readonly color: Color; readonly release: string; readonly staging: number }
}

/** A command that was carried out. */
export interface Carried {
  readonly ok: true
  readonly made: Made | undefined
  readonly value: Status
  readonly pointer: Pointer
}

/** A command that was refused. */
export interface Refused {
  readonly ok: false
  readonly refusal: CommandRefusal
  readonly status: Status
}

/**
 * Result of a command, with the status of the model in either case. The status may be of a newer
 * revision than the one that the command made, which is undefined for a command that makes none.
 */
export type CommandResult = Carried | Refused

/** The result of a command, and whether an earlier sending of the command had it. */
export type CommandAnswer = CommandResult & { readonly isRepeated: boolean }

/**
 * Returns the answer to a command that may have been sent before. What isolates follow is always
 * the newest pointer.
 */
export function commandAnswerOf(
  answered: Answered<CommandResult>,
  pointer: Pointer,
  status: () => Status
): CommandAnswer {
  if (answered.kind === 'refused') {
    return { ok: false, refusal: answered.refusal, status: status(), isRepeated: false }
  }
  const { answer, isRepeated } = answered
  return answer.ok ? { ...answer, pointer, isRepeated } : { ...answer, isRepeated }
}

/** Whether a command changes no traffic and makes no revision. */
export function isSetting(event: OperatorCommand): event is SettingCommand {
  return event.type === 'set_collectors' || event.type === 'pause' || event.type === 'resume'
}

/** Whether a command is about verifications. */
export function isVerification(event: OperatorCommand): event is VerificationCommand {
  return (
    event.type === 'verify' || event.type === 'cancel_verification' || event.type === 'remove_suite'
  )
}

/** Returns the revision of a command, from the pointer right after it. */
export function madeBy(event: OperatorCommand, pointer: Pointer): Made | undefined {
  if (isSetting(event) || isVerification(event)) return undefined
  const live = liveOf(pointer)
  const made = { revision: pointer.revision, live, release: pointer.slots[live].release }
  if (event.type !== 'stage' && event.type !== 'apply') return made
  const color = other(live)
  const { release, staging } = pointer.slots[color]
  return { ...made, staged: { color, release, staging } }
}
