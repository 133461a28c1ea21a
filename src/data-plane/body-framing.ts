/** Of how much JavaScript is asked at a time: large, so that it is seldom, and small enough for many bodies in one isolate. */
export const CHUNK_BYTES = 65_536

/**
 * Bodies up to this known length pass in one piece as good as always, in either direction: watching them would cost more
 * than the call.
 */
const ONE_PIECE_BYTES = 65_536

/** Whether a body is handed over untouched. `length` is undefined where nobody says it. */
export function isOnePiece(length: number | undefined): boolean {
  return length !== undefined && length <= ONE_PIECE_BYTES
}

/** The length of a body, as its headers say it. */
export function contentLengthOf({ headers }: Request | Response): number | undefined {
  const length = headers.get('content-length')
  return length === null ? undefined : Number(length)
}

/** A pipe for a body that keeps its framing: with its length, or in chunks. */
export function pipeOf(length: number | undefined): IdentityTransformStream {
  return length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length)
}
