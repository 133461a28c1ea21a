/** Why a command did not do what it was asked. */
export type FailureKind = 'refused' | 'usage' | 'unreachable' | 'unauthorized' | 'unexpected'

/** A command that ended without its effect: what was wrong and what to do next. */
export interface Failure {
  readonly kind: FailureKind
  /** Stable code: the router's own where it answered, else ours. */
  readonly code: string
  readonly message: string
  readonly hint?: string
}

/** Exit codes that CI can rely on. */
export const exitCodeOf = {
  refused: 1,
  usage: 2,
  unreachable: 3,
  unauthorized: 4,
  unexpected: 5,
} as const satisfies Record<FailureKind, number>

export const exitCodesHelp = `
Exit codes:
  0  done
  1  refused: the router answered 409 or 412 and changed nothing
  2  wrong usage: an option, a color or a model that does not exist
  3  the router (with --break-glass: KV) cannot be reached
  4  not authorized
  5  unexpected answer`
