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
