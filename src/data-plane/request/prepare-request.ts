import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Outgoing } from '../upstream/forward.ts'
import { requestHeaders } from './request-headers.ts'
import { contentLengthOf, isOnePiece } from '../body-framing.ts'
import { watchUpload, type Upload } from './upload.ts'

/** A client's call, made ready to go out: once as a stream, or twice when its body was kept. */
export interface Prepared {
  readonly outgoing: Outgoing
  readonly bodyKept: boolean
  /** Set where the body is under way and may take its time. */
  readonly upload: Upload | undefined
}

/**
 * Makes a call ready; undefined when the client went away before it had sent all. Only a body of known and small length
 * is kept, and only if it may be needed again.
 */
export async function prepare(request: Request, model: Model): Promise<Prepared | undefined> {
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
    const upload = watchUpload(body, length, model.headerTimeoutMs)
    const either = AbortSignal.any([signal, upload.broken])
    const outgoing = { method, headers, body: upload.readable, signal: either }
    return { outgoing, bodyKept: false, upload }
  }
  const kept = await request.arrayBuffer().catch(() => undefined)
  if (kept === undefined) return undefined
  return whole({ method, headers, body: kept, signal }, true)
}

function whole(outgoing: Outgoing, bodyKept: boolean): Prepared {
  return { outgoing, bodyKept, upload: undefined }
}

/** The same call with the credentials of a color: client and other color never see them. */
export function withCredentials(
  outgoing: Outgoing,
  env: Env,
  model: Model,
  color: Color
): Outgoing {
  const secrets = Object.entries(model.secretHeaders[color])
  if (secrets.length === 0) return outgoing
  const headers = new Headers(outgoing.headers)
  for (const [name, secret] of secrets) headers.set(name, String(Reflect.get(env, secret)))
  return { ...outgoing, headers }
}

/** `fetch` takes a body for these from nothing but the request that brought it. */
const bodiless = new Set(['GET', 'HEAD'])

function isEmptyWithoutNeed({ method, headers }: Request): boolean {
  return bodiless.has(method) && headers.get('content-length') === '0'
}

function isKept(length: number | undefined, { replay }: Model): boolean {
  return replay.enabled && length !== undefined && length <= replay.maxBodyBytes
}
