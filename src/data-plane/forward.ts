import type { Model } from '../core/model.ts'

/** A call as it goes out to an origin; it can go out twice when its body was kept. */
export interface Outgoing {
  readonly method: string
  readonly headers: Headers
  readonly body: ReadableStream | ArrayBuffer | null
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
}

/** What came of a call before the first byte of its body. */
export type Head =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'header_timeout' }
  | { readonly kind: 'client_left' }

/**
 * Sends a call to an origin and waits for the headers of its answer, at most `model.headerTimeoutMs`.
 * Redirects are handed on and bodies stay encoded as the origin encoded them. Never throws.
 */
export async function forward(url: string, outgoing: Outgoing, model: Model): Promise<Head> {
  const { method, headers, body, signal } = outgoing
  const clock = new AbortController()
  const timer = setTimeout(() => clock.abort(), model.headerTimeoutMs)
  const leave = (): void => clock.abort()
  signal.addEventListener('abort', leave)
  try {
    const init = { method, headers, body, redirect: 'manual', signal: clock.signal } as const
    const response = await fetch(url, { ...init, encodeResponseBody: 'manual' })
    return { kind: 'answered', response }
  } catch {
    // The platform tells a refused connection, a reset and an abort apart by nothing but our own signals.
    if (signal.aborted) return { kind: 'client_left' }
    return { kind: clock.signal.aborted ? 'header_timeout' : 'unreachable' }
  } finally {
    clearTimeout(timer)
  }
}

/** Ends an answer that nobody will read, so that its origin can stop working on it. */
export async function discard(head: Head): Promise<void> {
  if (head.kind !== 'answered') return
  await head.response.body?.cancel().catch(() => undefined)
}
