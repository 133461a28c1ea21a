import type { Model } from '../../core/routing/model.ts'
import { saysRefused } from '../../core/routing/refused-connection.ts'
import { messageOf } from '../../platform/log.ts'
import { Watch } from '../watch.ts'

/** A call as it goes out to an origin. It can go out twice when its body was kept. */
export interface UpstreamRequest {
  readonly method: string
  readonly headers: Headers
  /** The client's own request where the platform takes a body only from it. */
  readonly body: ReadableStream | ArrayBuffer | Request | null
  /** Aborts when the client leaves, and with it the origin's work. */
  readonly signal: AbortSignal
}

/** The result of a call before the first byte of its body. */
export type UpstreamResult =
  | { readonly kind: 'answered'; readonly response: Response }
  /** `isRefused` is true when the platform says that the connection was refused. */
  | { readonly kind: 'unreachable'; readonly isRefused: boolean }
  | { readonly kind: 'header_timeout' }
  | { readonly kind: 'client_left' }

/**
 * Sends a call to an origin and waits for the headers of its answer, at most
 * `model.headerTimeoutMs`. `watch` is the one that the call has already, if any. Redirects are passed on, and bodies stay encoded as the origin encoded
 * them. Never rejects.
 */
export function forward(
  url: string,
  upstreamRequest: UpstreamRequest,
  { headerTimeoutMs }: Pick<Model, 'headerTimeoutMs'>,
  whileWaiting: () => void,
  watch?: Watch
): Promise<UpstreamResult> {
  const answered = fetchFrom(url, upstreamRequest).then(resultOfResponse, (error: unknown) =>
    resultOfRejection(upstreamRequest.signal, error)
  )
  return headersOf(answered, headerTimeoutMs, whileWaiting, watch)
}

/**
 * Waits for a result, at most `headerTimeoutMs`. Calls `whileWaiting` from time to time if that
 * takes long. A later answer is discarded.
 *
 * The watch ends the wait and not the call: an abort signal on the call would double the cost of
 * `forward`, and would also limit the body. When the client has its answer, the platform cancels a
 * call that is no longer awaited.
 */
export function headersOf(
  answered: Promise<UpstreamResult>,
  headerTimeoutMs: number,
  whileWaiting: () => void,
  watch = new Watch()
): Promise<UpstreamResult> {
  return new Promise((resolve) => {
    const deadline = Date.now() + headerTimeoutMs
    let state: 'waiting' | 'answered' | 'late' = 'waiting'
    watch.start(() => {
      if (state === 'answered') return undefined
      const remainingMs = deadline - Date.now()
      if (remainingMs <= 0) {
        state = 'late'
        resolve({ kind: 'header_timeout' })
        return undefined
      }
      whileWaiting()
      return remainingMs
    }, headerTimeoutMs)
    void answered.then((result) => {
      if (state === 'late') void discard(result)
      state = 'answered'
      resolve(result)
    })
  })
}

/**
 * Sends the call. Rejects when the connection could not be made or broke, and when the client left.
 */
export function fetchFrom(url: string, upstreamRequest: UpstreamRequest): Promise<Response> {
  const { method, headers, body, signal } = upstreamRequest
  const init = { headers, signal, redirect: 'manual', encodeResponseBody: 'manual' } as const
  if (body instanceof Request) return fetchWithBodyOf(body, url, { ...init, cf: uncached })
  if (cacheable.has(method)) return fetch(url, { ...init, method, body, cf: uncached })
  return fetch(url, { ...init, method, body })
}

/** Async, because `new Request` throws for a URL that makes `fetch` reject. */
async function fetchWithBodyOf(
  request: Request,
  url: string,
  init: RequestInit
): Promise<Response> {
  return fetch(new Request(url, request), init)
}

const cacheable = new Set(['GET', 'HEAD'])

/**
 * Keeps calls out of the platform's cache: a cached answer would hide that a color is gone. Unlike
 * `cache: 'no-store'` this adds no header to the call.
 */
const uncached = { cacheTtl: -1 } as const

/**
 * Returns the result of a response. A status outside 200–599 cannot be passed on, nor can a 101
 * without a WebSocket.
 */
export function resultOfResponse(response: Response): UpstreamResult {
  const { status, webSocket } = response
  const answered: UpstreamResult = { kind: 'answered', response }
  if (webSocket !== null || (status >= 200 && status <= 599)) return answered
  void discard(answered)
  return { kind: 'unreachable', isRefused: false }
}

/**
 * Returns the result of a rejected call. Most rejections do not tell a refused connection from a
 * broken one.
 */
export function resultOfRejection(signal: AbortSignal, error: unknown): UpstreamResult {
  if (signal.aborted) return { kind: 'client_left' }
  return { kind: 'unreachable', isRefused: saysRefused(messageOf(error)) }
}

/** Cancels an answer that will not be read, so that its origin can stop working on it. */
export async function discard(result: UpstreamResult): Promise<void> {
  if (result.kind !== 'answered') return
  // A body that broke already cannot be cancelled, and need not be.
  await result.response.body?.cancel().catch(() => undefined)
}
