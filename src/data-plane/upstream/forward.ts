import type { Model } from '../../core/routing/model.ts'

/** A call as it goes out to an origin; it can go out twice when its body was kept. */
export interface UpstreamRequest {
  readonly method: string
  readonly headers: Headers
  /** The client's own request where the platform takes a body from nothing else. */
  readonly body: ReadableStream | ArrayBuffer | Request | null
  /** Aborts when the client goes away, and takes the origin's work with it. */
  readonly signal: AbortSignal
}

/** What came of a call before the first byte of its body. */
export type UpstreamResult =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'header_timeout' }
  | { readonly kind: 'client_left' }

/**
 * Sends a call to an origin and waits for the headers of its answer, at most `model.headerTimeoutMs`.
 * Redirects are handed on and bodies stay encoded as the origin encoded them. Never rejects.
 *
 * The clock ends the waiting and not the call: a signal of ours on the call would cost as much as all the rest here, and
 * would go on to bound the body. The platform cancels a call that nobody waits for when the client has its answer, and
 * the clock with it: stopping the clock by hand costs as much again as setting it.
 */
export function forward(
  url: string,
  upstreamRequest: UpstreamRequest,
  model: Pick<Model, 'headerTimeoutMs'>
): Promise<UpstreamResult> {
  return new Promise((resolve) => {
    let isLate = false
    setTimeout(() => {
      isLate = true
      resolve({ kind: 'header_timeout' })
    }, model.headerTimeoutMs)
    fetchFrom(url, upstreamRequest).then(
      (response) => {
        const result = resultOfResponse(response)
        resolve(result)
        if (isLate) void discard(result)
      },
      () => resolve(resultOfRejection(upstreamRequest.signal))
    )
  })
}

/** The call itself. Rejects when the connection could not be made or broke, and when the client left. */
export function fetchFrom(url: string, upstreamRequest: UpstreamRequest): Promise<Response> {
  const { method, headers, body, signal } = upstreamRequest
  const init = { headers, signal, redirect: 'manual', encodeResponseBody: 'manual' } as const
  if (body instanceof Request) return fetchWithBodyOf(body, url, { ...init, cf: uncached })
  if (cacheable.has(method)) return fetch(url, { ...init, method, body, cf: uncached })
  return fetch(url, { ...init, method, body })
}

/** Async, because `new Request` throws for a URL that `fetch` would reject. */
async function fetchWithBodyOf(
  request: Request,
  url: string,
  init: RequestInit
): Promise<Response> {
  return fetch(new Request(url, request), init)
}

const cacheable = new Set(['GET', 'HEAD'])

/**
 * No cache of the platform's answers for a color: it would speak for one that is gone. Unlike `cache: 'no-store'` this adds
 * no header to the call.
 */
const uncached = { cacheTtl: -1 } as const

/** A status outside 200–599 is no answer that could be handed on, nor is a 101 without a WebSocket. */
export function resultOfResponse(response: Response): UpstreamResult {
  const { status, webSocket } = response
  const answered: UpstreamResult = { kind: 'answered', response }
  if (webSocket !== null || (status >= 200 && status <= 599)) return answered
  void discard(answered)
  return { kind: 'unreachable' }
}

/** What a call that was rejected came to. The platform tells a refused connection from a broken one by nothing. */
export function resultOfRejection(signal: AbortSignal): UpstreamResult {
  return { kind: signal.aborted ? 'client_left' : 'unreachable' }
}

/** Ends an answer that nobody will read, so that its origin can stop working on it. */
export async function discard(result: UpstreamResult): Promise<void> {
  if (result.kind !== 'answered') return
  // A body that broke already cannot be cancelled, and need not be.
  await result.response.body?.cancel().catch(() => undefined)
}
