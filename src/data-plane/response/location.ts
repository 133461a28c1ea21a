import { other, type Color } from '../../core/routing/color.ts'
import { publicLocation } from '../../core/routing/public-location.ts'
import type { Call } from '../call.ts'

/** Headers that name the place of a thing that was created, or of work that goes on. */
const OF_NEW_THINGS = ['location', 'operation-location'] as const

const OF_REDIRECTS = ['location'] as const

/**
 * Rewrites the target of a redirect, of a created thing, and of work that was accepted to the
 * address under which clients know it. Returns the same answer.
 */
export function rewriteLocation(
  response: Response,
  call: Pick<Call, 'pointer' | 'url' | 'model'>,
  color: Color
): Response {
  const { status, headers } = response
  const isNew = status === 201 || status === 202
  if (!isNew && (status < 300 || status > 399)) return response
  const { pointer, url, model } = call
  for (const name of isNew ? OF_NEW_THINGS : OF_REDIRECTS) {
    const location = headers.get(name)
    if (location === null) continue
    const rewritten = publicLocation(location, {
      origin: pointer.slots[color].origin,
      otherOrigin: pointer.slots[other(color)].origin,
      requestUrl: url,
      modelPath: model.path,
    })
    if (rewritten !== location) headers.set(name, rewritten)
  }
  return response
}
