import { callIdOf } from '../../core/outcomes/call-id.ts'
import type { Color } from '../../core/routing/color.ts'
import type { Call } from '../call.ts'

/** Says on an answer where it comes from, and by which id the call can be graded later. */
export function mark(response: Response, { pointer, booking }: Call, color: Color): Response {
  const { headers } = response
  headers.set('x-bluegreen-color', color)
  headers.set('x-bluegreen-release', pointer.slots[color].release)
  headers.set('x-bluegreen-revision', String(pointer.revision))
  headers.set('x-bluegreen-call', callIdOf(booking, crypto.randomUUID()))
  if (color !== booking.color) headers.set('x-bluegreen-replayed', booking.color)
  return response
}
