import type { Color } from '../core/color.ts'
import type { Model } from '../core/model.ts'
import type { Outgoing } from './forward.ts'
import { requestHeaders } from './headers.ts'

/** A client's call, made ready to go out: once as a stream, or twice when its body was kept. */
export interface Prepared {
  readonly outgoing: Outgoing
  readonly bodyKept: boolean
}

/**
 * Makes a call ready; undefined when the client went away before it had sent all. Only a body of known and small length
 * is kept, and only if it may be needed again.
 */
export async function prepare(request: Request, model: Model): Promise<Prepared | undefined> {
  const { method, body, signal } = request
  const headers = requestHeaders(request)
  if (body === null || isEmptyWithoutNeed(request)) {
    return { outgoing: { method, headers, body: null, signal }, bodyKept: true }
  }
  if (bodiless.has(method)) {
    return { outgoing: { method, headers, body: request, signal }, bodyKept: false }
  }
  if (!isKept(request, model)) {
    return { outgoing: { method, headers, body, signal }, bodyKept: false }
  }
  const kept = await request.arrayBuffer().catch(() => undefined)
  if (kept === undefined) return undefined
  return { outgoing: { method, headers, body: kept, signal }, bodyKept: true }
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

function isKept(request: Request, model: Model): boolean {
  if (!model.replay.enabled) return false
  const length = request.headers.get('content-length')
  return length !== null && Number(length) <= model.replay.maxBodyBytes
}
