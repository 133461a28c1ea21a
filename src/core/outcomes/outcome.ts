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
  }
}

/** Returns the outcome by status alone, before the body has been delivered. */
export function outcomeOfStatus(status: number, rules: StatusRules = {}): Outcome {
  return outcomeByRule(status, rules) ?? defaultOfStatus(status)
}

/** Worst first: the first outcome that lists a status wins. */
const worstFirst = ['fault', 'overload', 'neutral', 'success'] as const satisfies readonly Outcome[]

function outcomeByRule(status: number, rules: StatusRules): Outcome | undefined {
  return worstFirst.find((outcome) => rules[outcome]?.includes(status))
}

/** 101 is an accepted WebSocket. 499 is the status that proxies log when the client closes first. */
function defaultOfStatus(status: number): Outcome {
  if (status < 400) return 'success'
  if (status === 429 || status === 503 || status === 529) return 'overload'
  if (isFaultStatus(status)) return 'fault'
  return 'neutral'
}

function isFaultStatus(status: number): boolean {
  if (status === 500 || status === 502 || status === 504 || status === 530) return true
  return status >= 520 && status <= 527
}

/** Codes from 400 to 499 are errors of the caller; all other codes are faults of the origin. */
function outcomeOfEventCode(code: number, rules: StatusRules): Outcome {
  const rule = outcomeByRule(code, rules)
  if (rule !== undefined) return rule
  if (code === 429 || code === 503 || code === 529) return 'overload'
  return code >= 400 && code < 500 ? 'neutral' : 'fault'
}

/** A broken body is a fault, unless the status already has another outcome than success. */
function outcomeOfBroken(status: number, rules: StatusRules): Outcome {
  const outcome = outcomeOfStatus(status, rules)
  return outcome === 'success' ? 'fault' : outcome
}
