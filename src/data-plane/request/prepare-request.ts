import type { Model } from '../../core/routing/model.ts'
import type { UpstreamRequest } from '../upstream/forward.ts'
import { requestHeaders, type ReceivedRequest } from './request-headers.ts'
import { contentLengthOf, isOnePiece } from '../body-framing.ts'
import { keptBodies, type HeldBytes } from '../kept-bytes.ts'
import { Watch } from '../watch.ts'
import { readBody, type ReadBody } from './read-body.ts'
import { observeUpload, type Upload } from './upload.ts'

/** A client's call that is ready to go out: once as a stream, or twice when its body was kept. */
export interface PreparedRequest {
  readonly upstreamRequest: UpstreamRequest
  readonly bodyKept: boolean
  /** Set when the body is on its way and may take any time. */
  readonly upload: Upload | undefined
  /**
   * Whether the router can see that the client broke off the body. If not, a broken call is
   * neutral.
   */
  readonly isBodyObserved: boolean
  /** The memory of the body, when the router has read it. */
  readonly held: HeldBytes | undefined
  /** The timer that watched the body, when the router has read it. */
  readonly watch: Watch | undefined
}

/** Why a call has nothing to send: its body did not come whole. */
export type IncompleteBody = 'client_left' | 'stalled'

/**
 * Prepares a call. A body of small known length is read first, and is kept only if it may be needed
 * again. When the isolate keeps too many bytes already, or the body is slow, it is streamed.
 */
export function prepareRequest(
  call: ReceivedRequest
): PreparedRequest | Promise<PreparedRequest | IncompleteBody> {
  const { request, method, received, model } = call
  const { body, signal } = request
  const headers = requestHeaders(call)
  const length = contentLengthOf(received.contentLength)
  if (body === null || (length === 0 && bodiless.has(method))) {
    return whole({ method, headers, body: null, signal }, true)
  }
  if (bodiless.has(method)) return withBodyOf(request, length, model, headers)
  const bodyKept = isKept(length, model)
  const held = bodyKept || isOnePiece(length) ? hold(length, model) : undefined
  const streamed = (begun?: Uint8Array): PreparedRequest => {
    const upload = observeUpload(body, length, model.headerTimeoutMs, begun)
    const either = AbortSignal.any([signal, upload.broken])
    const upstreamRequest = { method, headers, body: upload.readable, signal: either }
    return {
      upstreamRequest,
      bodyKept: false,
      upload,
      isBodyObserved: true,
      held: undefined,
      watch: undefined,
    }
  }
  if (held === undefined || length === undefined) return streamed()
  const watch = new Watch()
  return readHeld(body, length, model, { held, watch }).then((read) => {
    if (typeof read === 'string') return read
    if (read instanceof Uint8Array) return streamed(read)
    return whole({ method, headers, body: read, signal }, bodyKept, { held, watch })
  })
}

/**
 * Prepares a call whose method lets `fetch` take the body from the request only. A copy of a small
 * body is read before it goes out.
 */
async function withBodyOf(
  request: Request,
  length: number | undefined,
  model: Model,
  headers: Headers
): Promise<PreparedRequest | IncompleteBody> {
  const { method, signal } = request
  const held = isOnePiece(length) ? hold(length, model) : undefined
  let isBodyObserved = held !== undefined
  const holding = held === undefined ? undefined : { held, watch: new Watch() }
  if (holding !== undefined) {
    const copy = request.clone().body
    const read = copy === null ? undefined : await readHeld(copy, length ?? 0, model, holding)
    if (typeof read === 'string') return read
    if (read instanceof Uint8Array) {
      isBodyObserved = false
      // The copy ends with the body, which may have broken already.
      copy?.cancel().catch(() => undefined)
    }
  }
  return { ...whole({ method, headers, body: request, signal }, false, holding), isBodyObserved }
}

function whole(
  upstreamRequest: UpstreamRequest,
  bodyKept: boolean,
  holding?: Holding
): PreparedRequest {
  return {
    upstreamRequest,
    bodyKept,
    upload: undefined,
    isBodyObserved: true,
    held: holding?.held,
    watch: holding?.watch,
  }
}

/** What a body that the router reads needs: memory, and a timer. */
interface Holding {
  readonly held: HeldBytes
  readonly watch: Watch
}

/** Reserves the memory of a body that is about to be read. */
function hold(length: number | undefined, { idleTimeoutMs }: Model): HeldBytes | undefined {
  const now = Date.now()
  return keptBodies.reserve(length ?? 0, now, now + idleTimeoutMs)
}

/** Reads a body. Its memory stays reserved until the color has answered. */
async function readHeld(
  body: ReadableStream,
  length: number,
  { idleTimeoutMs: stallMs, headerTimeoutMs }: Model,
  { held, watch }: Holding
): Promise<ReadBody> {
  const options = { length, stallMs, lookMs: headerTimeoutMs, held, watch }
  let read: ReadBody | undefined
  try {
    read = await readBody(body, options)
  } finally {
    if (!(read instanceof ArrayBuffer)) held.release()
  }
  held.complete()
  held.holdUntil(Date.now() + ATTEMPTS * headerTimeoutMs + MARGIN_MS)
  return read
}

/** Attempts that may need a body: the first, a second on the same color, and a repetition. */
const ATTEMPTS = 3

/** Time for a contract check after the last attempt, and for the delay of timers. */
const MARGIN_MS = 60_000

/**
 * Returns the same call with the credentials of a release: header name to secret name. The client
 * and the other color never see them.
 */
export function withCredentials(
  upstreamRequest: UpstreamRequest,
  env: Env,
  secretHeaders: Readonly<Record<string, string>>
): UpstreamRequest {
  let headers: Headers | undefined
  for (const name in secretHeaders) {
    headers ??= new Headers(upstreamRequest.headers)
    headers.set(name, String(Reflect.get(env, secretHeaders[name] ?? '')))
  }
  return headers === undefined ? upstreamRequest : { ...upstreamRequest, headers }
}

/**
 * Methods for which `fetch` takes a body only from the request that brought it, and only with its
 * length.
 */
const bodiless = new Set(['GET', 'HEAD'])

function isKept(length: number | undefined, { failover }: Model): boolean {
  return failover.enabled && length !== undefined && length <= failover.maxBodyBytes
}
