import { isReadable } from '../../core/outcomes/stream-error.ts'
import type { SampledAnswer } from '../../core/shadow/compare-in-shadow.ts'
import type { BodySample } from './body-sample.ts'

/** Content types of bodies that can be compared as texts. */
const TEXT = /^(?:text\/|application\/(?:[\w.+-]*json\w*|[\w.-]*xml|javascript)\s*(?:;|$))/i

/** Returns an answer in the form in which it is compared. */
export function sampledAnswerOf(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  { end, bytes, length }: BodySample
): SampledAnswer {
  const contentType = headers.get('content-type')
  const isText = contentType !== null && TEXT.test(contentType)
  const canBeRead = isText && isReadable(headers.get('content-encoding'))
  return {
    status,
    contentType,
    text: canBeRead && bytes !== undefined ? decoded(bytes) : undefined,
    length: end === 'whole' ? length : undefined,
  }
}

/** Returns the text; undefined when it is not UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // The body is in another encoding than its type says, and is not compared.
    return undefined
  }
}
