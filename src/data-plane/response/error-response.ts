import { dialectOf, errorBody, type RouterError } from '../../core/outcomes/api-dialect.ts'
import { ROUTER_FIELD } from '../../core/outcomes/router-field.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Call } from '../call.ts'
import { errorField } from './response-headers.ts'

/** Every SDK honors this delay. Without it, some retry at once and without end. */
const RETRY_AFTER_SECONDS = 1

/**
 * Returns an answer of the router's own, in the format that the SDK of that path shows to its user.
 * `call` is undefined when no model is served at the path.
 */
export function errorResponse(error: RouterError, path: string, call?: Call): Response {
  const headers = new Headers({
    [ROUTER_FIELD]: errorField(error.code, call),
    'cache-control': 'no-store',
  })
  if (error.status !== 404) headers.set('retry-after', String(RETRY_AFTER_SECONDS))
  return Response.json(errorBody(dialectOf(path), error), { status: error.status, headers })
}

/**
 * Returns the answer for a client that left before it had one. No client reads it; 499 is the
 * status that proxies log.
 */
export function clientClosedRequest(call: Call): Response {
  const headers = { [ROUTER_FIELD]: errorField('client_closed_request', call) }
  return new Response(null, { status: 499, headers })
}

export const internalError: RouterError = {
  code: 'internal_error',
  status: 500,
  message: 'The router failed on this call. It is not the fault of the model environment.',
}

export function unknownModel(path: string, models: readonly Model[]): RouterError {
  const paths = models.map((model) => model.path).join(', ')
  const message = `No model is served at ${path.split('?')[0]}. This router serves: ${paths}`
  return { code: 'unknown_model', status: 404, message }
}

export function originUnreachable(model: Model): RouterError {
  const message = `The model environment of ${model.name} could not be reached, or it broke off before it answered.`
  return { code: 'origin_unreachable', status: 502, message }
}

export function originTimeout(model: Model): RouterError {
  const seconds = model.headerTimeoutMs / 1000
  const message = `The model environment of ${model.name} did not answer within ${seconds} s.`
  return { code: 'origin_timeout', status: 504, message }
}
