import { other, type Color } from '../../core/routing/color.ts'
import { publicLocation } from '../../core/routing/public-location.ts'
import type { Call } from '../call.ts'

/**
 * Rewrites the target of a redirect, and of a created thing, to the address under which clients
 * know it. Returns the same answer.
 */
export function rewriteLocation(response: Response, call: Call, color: Color): Response {
  const { status, headers } = response
  if (status !== 201 && (status < 300 || status > 399)) return response
  const location = headers.get('location')
  if (location === null) return response
  const { pointer, url, model } = call
  const rewritten = publicLocation(location, {
    origin: pointer.slots[color].origin,
    otherOrigin: pointer.slots[other(color)].origin,
    requestUrl: url,
    modelPath: model.path,
  })
  if (rewritten !== location) headers.set('location', rewritten)
  return response
}
