/** What became of one call, as far as it speaks for or against the color that served it. */
export type Outcome = 'success' | 'fault' | 'overload' | 'neutral'

/** How one call ended, as the data plane saw it. */
export type Ending =
  /** Answered, and the body was delivered to its end. */
  | { readonly kind: 'delivered'; readonly status: number }
  /** Answered with a stream that carried an error event; its code, where it names one. */
  | { readonly kind: 'error_event'; readonly code: number | undefined }
  /** The connection could not be made, or broke before the headers. */
  | { readonly kind: 'unreachable' }
  /** No headers within the header timeout. */
  | { readonly kind: 'header_timeout' }
  /** The body stalled for longer than the idle timeout. */
  | { readonly kind: 'idle_timeout'; readonly status: number }
  /** The origin broke off in the middle of its body. */
  | { readonly kind: 'cut'; readonly status: number }
  /** The client went away, or its own deadline passed. */
  | { readonly kind: 'client_left' }

/** Statuses that a model counts differently from the default; a status named here belongs to that outcome. */
export type StatusRules = Readonly<Partial<Record<Outcome, readonly number[]>>>

/** Outcome of a call by how it ended: decided once, here, for every call. */
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

/** Outcome that a status alone stands for, before its body is known to be whole. */
export function outcomeOfStatus(status: number, rules: StatusRules = {}): Outcome {
  return ruled(status, rules) ?? defaultOfStatus(status)
}

const ordered = ['fault', 'overload', 'neutral', 'success'] as const satisfies readonly Outcome[]

function ruled(status: number, rules: StatusRules): Outcome | undefined {
  return ordered.find((outcome) => rules[outcome]?.includes(status))
}

/** 101 is a WebSocket that was accepted; 499 is what proxies write when the client closed first. */
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

/** An event has no status line: a code of 500 or more is the origin's fault, one below is the caller's. */
function outcomeOfEventCode(code: number, rules: StatusRules): Outcome {
  const rule = ruled(code, rules)
  if (rule !== undefined) return rule
  if (code === 429 || code === 503 || code === 529) return 'overload'
  return code >= 400 && code < 500 ? 'neutral' : 'fault'
}

/** A body that broke is a fault, unless its status already said that the call itself was at fault. */
function outcomeOfBroken(status: number, rules: StatusRules): Outcome {
  const outcome = outcomeOfStatus(status, rules)
  return outcome === 'success' ? 'fault' : outcome
}
