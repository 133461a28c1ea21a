import type { Refusal } from '../../core/rollout/events.ts'
import type { VerificationRefusal } from '../../core/verification/refuse-command.ts'

/** A key was used for another command, or its command has no answer yet. */
export type KeyRefusal = 'idempotency_key_reused' | 'command_in_progress'

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
