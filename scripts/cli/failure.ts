import type { AdminCode } from '../../src/control-plane/admin/admin-codes.ts'
import { cliErrors, type CliCode, type FailureKind } from './codes.ts'

/** A command that ended without effect: what was wrong, and what to do next. */
export interface Failure {
  readonly kind: FailureKind
  /** The code of the admin route if it answered, else one of the command line. */
  readonly code: AdminCode | CliCode
  readonly message: string
  readonly hint?: string
}

/**
 * Returns a failure that the command line itself detected. The code determines the kind and the
 * exit code.
 */
export function failure(code: CliCode, message: string, hint?: string): Failure {
  const { kind } = cliErrors[code]
  return { kind, code, message, ...(hint === undefined ? {} : { hint }) }
}
