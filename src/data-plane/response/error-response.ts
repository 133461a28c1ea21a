import { dialectOf, errorBody, type RouterError } from '../../core/outcomes/api-dialect.ts'
import { ROUTER_FIELD } from '../../core/outcomes/router-field.ts'
import type { ModelPaths } from '../../core/routing/match-path.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Call } from '../call.ts'
import { FORWARDED_METHODS } from '../request/refusal.ts'
import { allowScripts, isPreflight } from './cross-origin.ts'
import { errorField } from './response-headers.ts'

/** Every SDK honors this delay. Without it, some retry at once and without end. */
const RETRY_AFTER_SECONDS = 1

/** A call, or a request that a model was found for and that was refused before it became a call. */
export type Answered = Call | Pick<Call, 'request' | 'model'>

/**
 * Returns an answer of the router's own, in the format that the SDK of that path shows to its user.
 * `answered` is undefined when no model is served at the path. A preflight that the model's
 * settings allow succeeds: a browser would hide the error of any other answer to it, and sends a
 * call whose error a script can read.
 */
export function errorResponse(error: RouterError, path: string, answered?: Answered): Response {
  const { code, status } = error
  const headers = new Headers({
    [ROUTER_FIELD]: errorField(code, callOf(answered)),
    'cache-control': 'no-store',
  })
  if (status >= 500) headers.set('retry-after', String(RETRY_AFTER_SECONDS))
  if (status === 405) headers.set('allow', FORWARDED_METHODS)
  const isAllowed = answered !== undefined && allowScripts(headers, answered)
  if (isAllowed && isPreflight(answered.request))
    return new Response(null, { status: 204, headers })
  return Response.json(errorBody(dialectOf(path), error), { status, headers })
}

/**
 * Returns the answer for a client that left before it had one. No client reads it; 499 is the
 * status that proxies log.
 */
export function clientClosedRequest(call?: Call): Response {
  const headers = { [ROUTER_FIELD]: errorField('client_closed_request', call) }
  return new Response(null, { status: 499, headers })
}

function callOf(answered: Answered | undefined): Call | undefined {
  return answered !== undefined && 'cohort' in answered ? answered : undefined
}

export const internalError: RouterError = {
  code: 'internal_error',
  status: 500,
  message: 'The router failed on this call. It is not the fault of the model environment.',
}

/** Names the models that may be listed, because their paths can be a secret of their operator. */
export function unknownModel(path: string, { listed }: ModelPaths): RouterError {
  const list = listed.length === 0 ? '' : ` This router serves: ${listed.join(', ')}`
  const message = `No model is served at ${path.split('?')[0]}.${list}`
  return { code: 'unknown_model', status: 404, message }
}

export function requestTimeout(model: Model): RouterError {
  const seconds = model.idleTimeoutMs / 1000
  const message = `The body of the request stopped arriving for more than ${seconds} s.`
  return { code: 'request_timeout', status: 408, message }
}

export function originUnreachable(model: Model): RouterError {
  const message = `The model environment of ${model.name} could not be reached, or it broke off before it answered.`
  return { code: 'origin_unreachable', status: 502, message }
}

export function noUsableColor(model: Model): RouterError {
  const message = `No color of ${model.name} can be called: a secret of each is missing or not valid.`
  return { code: 'no_usable_color', status: 502, message }
}

export const previewRefused: RouterError = {
  code: 'preview_refused',
  status: 403,
  message: 'The token of the preview is not valid for this model, or it has expired.',
}

export function previewUnusable(color: string): RouterError {
  const message = `${color} cannot be called: a secret of its headers is missing or not valid.`
  return { code: 'no_usable_color', status: 502, message }
}

export function originTimeout(model: Model): RouterError {
  const seconds = model.headerTimeoutMs / 1000
  const message = `The model environment of ${model.name} did not answer within ${seconds} s.`
  return { code: 'origin_timeout', status: 504, message }
}
