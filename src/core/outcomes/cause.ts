import type { Ending } from './outcome.ts'

/** How a call failed: the status of its answer, or a word. */
export type Cause =
  | `${number}`
  /** No headers arrived in time. */
  | 'timeout'
  /** The connection could not be opened, or it broke before the headers. */
  | 'unreachable'
  /** The body stalled. */
  | 'stalled'
  /** The origin broke off before the end of its body. */
  | 'cut'
  | 'error_event'
  /** The body was empty, and bodies of stable never are. */
  | 'empty'
  /** The content type is none that stable answers with. */
  | 'wrong_type'

/** Returns the cause of a call that failed; undefined for an ending that is no failure. */
export function causeOf(ending: Ending): Cause | undefined {
  switch (ending.kind) {
    case 'delivered':
      return `${ending.status}`
    case 'error_event':
      return 'error_event'
    case 'unreachable':
      return 'unreachable'
    case 'header_timeout':
      return 'timeout'
    case 'idle_timeout':
      return ending.status < 400 ? 'stalled' : `${ending.status}`
    case 'cut':
      return ending.status < 400 ? 'cut' : `${ending.status}`
    case 'client_left':
    case 'upgraded':
      return undefined
  }
}
