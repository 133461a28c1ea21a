import { isRouterFieldExposed, ROUTER_FIELD } from '../../core/outcomes/router-field.ts'
import type { Call } from '../call.ts'

/**
 * Adds to an answer of the router's own what lets scripts of another origin read it, if the model's
 * `cors_origins` name that origin. Returns whether they do.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function allowScripts(
  answer: Headers,
  { request, model }: Pick<Call, 'request' | 'model'>
): boolean {
  const { corsOrigins } = model
  if (corsOrigins.length === 0) return false
  answer.set('vary', 'origin')
  const origin = request.headers.get('origin')
  if (origin === null) return false
  const isNamed = corsOrigins.includes(origin)
  if (!isNamed && !corsOrigins.includes('*')) return false
  answer.set('access-control-allow-origin', isNamed ? origin : '*')
  if (isNamed) answer.set('access-control-allow-credentials', 'true')
  if (isPreflight(request)) allowCall(answer, request)
  else answer.set('access-control-expose-headers', `${ROUTER_FIELD}, retry-after`)
  return true
}

/** Whether a browser asks if it may send a call. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('access-control-request-method')
}

/**
 * Adds the router's field to the fields that a script of another origin may read, when the origin
 * of an answer lets scripts read the answer.
 */
export function exposeRouterField(answer: Headers, { received }: Pick<Call, 'received'>): void {
  if (received.origin === null || !answer.has('access-control-allow-origin')) return
  const exposed = answer.get('access-control-expose-headers') ?? ''
  const allowsCredentials = answer.get('access-control-allow-credentials') === 'true'
  if (isRouterFieldExposed(exposed, allowsCredentials)) return
  answer.append('access-control-expose-headers', ROUTER_FIELD)
}

/** Allows the method and the headers that a preflight asks for: the origin decides on the call itself. */
function allowCall(answer: Headers, { headers }: Request): void {
  const method = headers.get('access-control-request-method')
  const names = headers.get('access-control-request-headers')
  if (method !== null) answer.set('access-control-allow-methods', method)
  if (names !== null) answer.set('access-control-allow-headers', names)
  // The answer of the origin counts as soon as it is back.
  answer.set('access-control-max-age', '0')
}
