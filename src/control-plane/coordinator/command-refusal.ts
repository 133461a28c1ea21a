import type { Refusal } from '../../core/rollout/events.ts'
import type { KeyRefusal } from './command-key.ts'
import type { VerificationRefusal } from '../../core/verification/refuse-command.ts'

/** Code of a refused command. */
export type CommandRefusal =
  | Refusal
  | VerificationRefusal
  | 'already_set'
  | 'already_paused'
  | 'not_paused'
  | 'secret_missing'
  | 'revision_mismatch'
  | KeyRefusal
