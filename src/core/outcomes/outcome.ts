/** The result of one call as evidence about the color that served it. */
export type Outcome = 'success' | 'fault' | 'overload' | 'neutral'

/** How one call ended, as observed by the data plane. */
export type Ending =
  /** The whole body was delivered to the client. */
  | { readonly kind: 'delivered'; readonly status: number }
  /** The stream contained an error event; `code` is undefined when the event names none. */
  | { readonly kind: 'error_event'; readonly code: number | undefined }
  /** The connection could not be opened, or it broke before the headers. */
  | { readonly kind: 'unreachable' }
  /** No headers arrived within the header timeout. */
  | { readonly kind: 'header_timeout' }
  /** The body stalled for longer than the idle timeout. */
  | { readonly kind: 'idle_timeout'; readonly status: number }
  /** The origin closed the connection before the end of its body. */
  | { readonly kind: 'cut'; readonly status: number }
  /** The client closed the connection, or its own deadline passed. */
  | { readonly kind: 'client_left' }
  /** The origin accepted a WebSocket. */
  | { readonly kind: 'upgraded' }

/** Statuses that a model counts differently from the default, by outcome. */
export type StatusRules = Readonly<Partial<Record<Outcome, readonly number[]>>>

/** Returns the outcome of a call by how it ended. The only place that decides it. */
export function outcomeOf(ending: Ending, rules: StatusRules = {}): Outcome {
  switch (ending.kind) {
    case 'delivered':
      return outcomeOfStatus(ending.status, rules)
    case 'error_event':
      return ending.code === undefined ? 'fault' : outcomeOfEventCode(ending.code, rules)
    case 'unreachable':
    case 'header_timeout':
      return 'fault'
    case 'idle_timeout':
    case 'cut':
      return outcomeOfBroken(ending.status, rules)
    case 'client_left':
      return 'neutral'
    case 'upgraded':
      return 'success'
  }
}

/** Returns the outcome by status alone, before the body has been delivered. */
export function outcomeOfStatus(status: number, rules: StatusRules = {}): Outcome {
  return outcomeByRule(status, rules) ?? defaultOfStatus(status)
}

/** The worst outcome that lists a status wins. Written out, because it runs on every call. */
function outcomeByRule(status: number, rules: StatusRules): Outcome | undefined {
  const { fault, overload, neutral, success } = rules
  if (fault?.includes(status)) return 'fault'
  if (overload?.includes(status)) return 'overload'
  if (neutral?.includes(status)) return 'neutral'
  return success?.includes(status) ? 'success' : undefined
}

/**
 * A status outside 200–599 is no answer: a 101 that was asked for is an ending of its own. 408 and 425 come from an origin
 * that is alive and asks for the call again.
 */
function defaultOfStatus(status: number): Outcome {
  if (OVERLOAD.has(status)) return 'overload'
  if (status < 200 || status >= 500) return 'fault'
  return status < 400 ? 'success' : 'neutral'
}

const OVERLOAD: ReadonlySet<number> = new Set([408, 425, 429, 503, 529])

/** Codes from 400 to 499 are errors of the caller; all other codes are faults of the origin. */
function outcomeOfEventCode(code: number, rules: StatusRules): Outcome {
  const rule = outcomeByRule(code, rules)
  if (rule !== undefined) return rule
  if (OVERLOAD.has(code)) return 'overload'
  return code >= 400 && code < 500 ? 'neutral' : 'fault'
}

/** A broken body is a fault, unless the status already has another outcome than success. */
function outcomeOfBroken(status: number, rules: StatusRules): Outcome {
  const outcome = outcomeOfStatus(status, rules)
  return outcome === 'success' ? 'fault' : outcome
}
