/** Bytes that are read at a time: enough to run JavaScript seldom, and few enough for many bodies in one isolate. */
export const CHUNK_BYTES = 65_536

/**
 * Bodies up to this known length nearly always pass in one piece, in either direction. Outside a bake, observing them would
 * cost more than the call.
 */
const ONE_PIECE_BYTES = 65_536

/** Whether a body is handed over without being observed. `length` is undefined when no header names it. */
export function isOnePiece(length: number | undefined): boolean {
  return length !== undefined && length <= ONE_PIECE_BYTES
}

/**
 * The length of a body by its headers, in bytes; undefined when they do not name it. The platform hands on a repeated length
 * as `5, 5`.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.6-13
 */
export function contentLengthOf({ headers }: Request | Response): number | undefined {
  const text = headers.get('content-length')
  if (text === null) return undefined
  const length = Number(text)
  return Number.isSafeInteger(length) ? length : repeatedLength(text)
}

function repeatedLength(text: string): number | undefined {
  const lengths = new Set(text.split(',').map(Number))
  const [length] = lengths
  return lengths.size === 1 && Number.isSafeInteger(length) ? length : undefined
}

/** A pipe for a body that keeps its framing: with its length, or in chunks. */
export function pipeOf(length: number | undefined): IdentityTransformStream {
  return length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length)
}
