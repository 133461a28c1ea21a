import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import type { UpstreamRequest } from '../upstream/forward.ts'
import { requestHeaders } from './request-headers.ts'
import { contentLengthOf, isOnePiece } from '../body-framing.ts'
import { observeUpload, type Upload } from './upload.ts'

/** A client's call, made ready to go out: once as a stream, or twice when its body was kept. */
export interface PreparedRequest {
  readonly upstreamRequest: UpstreamRequest
  readonly bodyKept: boolean
  /** Set where the body is under way and may take its time. */
  readonly upload: Upload | undefined
}

/**
 * Makes a call ready; undefined when the client went away before it had sent all. Only a body of known and small length
 * is kept, and only if it may be needed again.
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
  if (bodiless.has(method)) {
    return whole({ method, headers, body: request, signal }, false)
  }
  const length = contentLengthOf(request)
  if (!isKept(length, model)) {
    if (isOnePiece(length)) return whole({ method, headers, body, signal }, false)
    const upload = observeUpload(body, length, model.headerTimeoutMs)
    const either = AbortSignal.any([signal, upload.broken])
    const upstreamRequest = { method, headers, body: upload.readable, signal: either }
    return { upstreamRequest, bodyKept: false, upload }
  }
  // The read fails only when the client stops sending.
  const kept = await request.arrayBuffer().catch(() => undefined)
  if (kept === undefined) return undefined
  return whole({ method, headers, body: kept, signal }, true)
}

function whole(upstreamRequest: UpstreamRequest, bodyKept: boolean): PreparedRequest {
  return { upstreamRequest, bodyKept, upload: undefined }
}

/** The same call with the credentials of a color: client and other color never see them. */
export function withCredentials(
  upstreamRequest: UpstreamRequest,
  env: Env,
  model: Model,
  color: Color
): UpstreamRequest {
  const secrets = Object.entries(model.secretHeaders[color])
  if (secrets.length === 0) return upstreamRequest
  const headers = new Headers(upstreamRequest.headers)
  for (const [name, secret] of secrets) headers.set(name, String(Reflect.get(env, secret)))
  return { ...upstreamRequest, headers }
}

/** `fetch` takes a body for these from nothing but the request that brought it. */
const bodiless = new Set(['GET', 'HEAD'])

function isEmptyWithoutNeed({ method, headers }: Request): boolean {
  return bodiless.has(method) && headers.get('content-length') === '0'
}

function isKept(length: number | undefined, { failover }: Model): boolean {
  return failover.enabled && length !== undefined && length <= failover.maxBodyBytes
}
