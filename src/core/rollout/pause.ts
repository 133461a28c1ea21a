import { ok, refuse, type Result } from '../result.ts'
import type { Action, Cause } from './state.ts'

/**
 * An operator's stop of what goes forward by itself. It is on any phase, changes no traffic and
 * makes no revision; rollbacks go on.
 */
export interface Pause {
  readonly at: number
  readonly by: string
  readonly reason: string
}

/** Returns the pause that a command starts. */
export function pause(
  current: Pause | undefined,
  { by, reason }: Cause,
  now: number
): Result<Pause, 'already_paused'> {
  return current === undefined ? ok({ at: now, by, reason }) : refuse('already_paused')
}

/** Returns the pause after a command to go on, which is none. */
export function resume(current: Pause | undefined): Result<undefined, 'not_paused'> {
  return current === undefined ? refuse('not_paused') : ok(undefined)
}

/** Whether a revision ends a pause: after a rollback nothing is left that could go forward. */
export function endsPause(action: Action): boolean {
  return action === 'rollback' || action === 'undo'
}
