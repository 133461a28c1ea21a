import type { Color } from '../core/color.ts'
import type { Call } from './call.ts'

/** Says on an answer where it comes from: color, release and the revision that sent it there. */
export function mark(response: Response, { pointer, booking }: Call, color: Color): Response {
  const { headers } = response
  headers.set('x-bluegreen-color', color)
  headers.set('x-bluegreen-release', pointer.slots[color].release)
  headers.set('x-bluegreen-revision', String(pointer.revision))
  if (color !== booking.color) headers.set('x-bluegreen-replayed', booking.color)
  return response
}
