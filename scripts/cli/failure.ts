import type { AdminCode } from '../../src/control-plane/admin/admin-codes.ts'
import { cliErrors, type CliCode, type FailureKind } from './codes.ts'

/** A command that ended without its effect: what was wrong and what to do next. */
export interface Failure {
  readonly kind: FailureKind
  /** The code of the admin route where it answered, else one of the command line's own. */
  readonly code: AdminCode | CliCode
  readonly message: string
  readonly hint?: string
}

/** Makes a failure that the command line found itself. Its kind, and its exit code, follow from the code. */
export function failure(code: CliCode, message: string, hint?: string): Failure {
  const { kind } = cliErrors[code]
  return { kind, code, message, ...(hint === undefined ? {} : { hint }) }
}
