import type { Model } from '../../core/routing/model.ts'
import type { UpstreamRequest } from '../upstream/forward.ts'
import { requestHeaders } from './request-headers.ts'
import { contentLengthOf, isOnePiece } from '../body-framing.ts'
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
}

/**
 * Prepares a call; undefined when the client left before it had sent the whole body. A body of
 * small known length is read first, and is kept only if it may be needed again.
 */
export async function prepareRequest(
  request: Request,
  model: Model
): Promise<PreparedRequest | undefined> {
  const { method, body, signal } = request
  const headers = requestHeaders(request)
  if (body === null || isEmptyWithoutNeed(request)) {
    return whole({ method, headers, body: null, signal }, true)
  }
  if (bodiless.has(method)) return withBodyOf(request, headers)
  const length = contentLengthOf(request)
  const bodyKept = isKept(length, model)
  if (!bodyKept && !isOnePiece(length)) {
    const upload = observeUpload(body, length, model.headerTimeoutMs)
    const either = AbortSignal.any([signal, upload.broken])
    const upstreamRequest = { method, headers, body: upload.readable, signal: either }
    return { upstreamRequest, bodyKept, upload, isBodyObserved: true }
  }
  const read = await readWhole(request)
  if (read === undefined) return undefined
  return whole({ method, headers, body: read, signal }, bodyKept)
}

/**
 * Prepares a call whose method lets `fetch` take the body from the request only. A copy of a small
 * body is read before it goes out.
 */
async function withBodyOf(
  request: Request,
  headers: Headers
): Promise<PreparedRequest | undefined> {
  const isBodyObserved = isOnePiece(contentLengthOf(request))
  if (isBodyObserved && (await readWhole(request.clone())) === undefined) return undefined
  const { method, signal } = request
  return { ...whole({ method, headers, body: request, signal }, false), isBodyObserved }
}

function whole(upstreamRequest: UpstreamRequest, bodyKept: boolean): PreparedRequest {
  return { upstreamRequest, bodyKept, upload: undefined, isBodyObserved: true }
}

/** Returns the whole body, or undefined when the client stops sending. */
function readWhole(request: Request): Promise<ArrayBuffer | undefined> {
  // A read fails only when the client has stopped.
  return request.arrayBuffer().catch(() => undefined)
}

/**
 * Returns the same call with the credentials of a release: header name to secret name. The client
 * and the other color never see them.
 */
export function withCredentials(
  upstreamRequest: UpstreamRequest,
  env: Env,
  secretHeaders: Readonly<Record<string, string>>
): UpstreamRequest {
  const secrets = Object.entries(secretHeaders)
  if (secrets.length === 0) return upstreamRequest
  const headers = new Headers(upstreamRequest.headers)
  for (const [name, secret] of secrets) headers.set(name, String(Reflect.get(env, secret)))
  return { ...upstreamRequest, headers }
}

/**
 * Methods for which `fetch` takes a body only from the request that brought it, and only with its
 * length.
 */
const bodiless = new Set(['GET', 'HEAD'])

function isEmptyWithoutNeed({ method, headers }: Request): boolean {
  return bodiless.has(method) && headers.get('content-length') === '0'
}

function isKept(length: number | undefined, { failover }: Model): boolean {
  return failover.enabled && length !== undefined && length <= failover.maxBodyBytes
}
