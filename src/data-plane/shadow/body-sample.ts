/** Bytes of an answer that are kept to be compared. */
export const KEPT_BYTES = 65_536

/** A body, as far as it was read. */
export interface BodySample {
  /** `long`: the rest was not read. */
  readonly end: 'whole' | 'long' | 'broken'
  /** The whole body; undefined when it is longer than what is kept, or broke off. */
  readonly bytes: Uint8Array | undefined
  /** Bytes that were read. */
  readonly length: number
}

/**
 * Reads a body, at most `most` bytes of it, and keeps a short one. The rest is cancelled. Never
 * rejects.
 */
export async function sampleBody(
  body: ReadableStream<Uint8Array> | null,
  most: number
): Promise<BodySample> {
  if (body === null) return { end: 'whole', bytes: new Uint8Array(), length: 0 }
  let kept: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of body) {
      length += piece.byteLength
      if (length <= KEPT_BYTES) kept.push(piece)
      else kept = []
      if (length > most) return { end: 'long', bytes: undefined, length }
    }
  } catch {
    // The origin broke off, the client left, or the deadline of a copy came.
    return { end: 'broken', bytes: undefined, length }
  }
  return { end: 'whole', bytes: length <= KEPT_BYTES ? joined(kept, length) : undefined, length }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}
