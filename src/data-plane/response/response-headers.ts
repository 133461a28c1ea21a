import { callIdOf } from '../../core/outcomes/call-id.ts'
import type { Color } from '../../core/routing/color.ts'
import type { Call } from '../call.ts'

/** Says on an answer where it comes from, and by which id the call can be graded later. */
export function setRouterHeaders(
  response: Response,
  { pointer, cohort }: Call,
  color: Color
): Response {
  const { headers } = response
  headers.set('x-bluegreen-color', color)
  headers.set('x-bluegreen-release', pointer.slots[color].release)
  headers.set('x-bluegreen-revision', String(pointer.revision))
  headers.set('x-bluegreen-call', callIdOf(cohort, crypto.randomUUID()))
  if (color !== cohort.color) headers.set('x-bluegreen-failed-over-from', cohort.color)
  return response
}
