/**
 * Bytes of one read: large enough that JavaScript runs seldom, and small enough that one isolate
 * can hold many bodies.
 */
const CHUNK_BYTES = 65_536

/** Bytes of the first read. A stalled body holds no more than its last read needed. */
const FIRST_CHUNK_BYTES = 4_096

/** Returns memory for the first read of a body. A small body needs little, but even an empty one is read once. */
export function firstMemory(length = FIRST_CHUNK_BYTES): ArrayBuffer {
  return new ArrayBuffer(Math.max(1, Math.min(FIRST_CHUNK_BYTES, length)))
}

/** Returns memory for the next read: the same, or a larger one when the last read filled it. */
export function memoryAfter({ buffer, byteLength }: Uint8Array): ArrayBufferLike {
  const size = buffer.byteLength
  if (byteLength < size || size >= CHUNK_BYTES) return buffer
  return new ArrayBuffer(Math.min(CHUNK_BYTES, 4 * size))
}

/**
 * Maximum known length of a body that nearly always passes in one piece, in either direction.
 * Outside a bake, observing such a body would cost more than the call.
 */
const ONE_PIECE_BYTES = 65_536

/**
 * Whether a body is passed on without being observed. `length` is undefined when no header names
 * it.
 */
export function isOnePiece(length: number | undefined): boolean {
  return length !== undefined && length <= ONE_PIECE_BYTES
}

/**
 * Returns the length of a body by its `content-length`, in bytes; undefined when it names none. The
 * platform passes on a repeated length as `5, 5`.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.6-13
 */
export function contentLengthOf(text: string | null): number | undefined {
  if (text === null) return undefined
  const length = Number(text)
  return Number.isSafeInteger(length) ? length : repeatedLength(text)
}

function repeatedLength(text: string): number | undefined {
  const lengths = new Set(text.split(',').map(Number))
  const [length] = lengths
  return lengths.size === 1 && Number.isSafeInteger(length) ? length : undefined
}

/** Returns a pipe for a body that keeps its framing: a fixed length, or chunks. */
export function pipeOf(length: number | undefined): IdentityTransformStream {
  return length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length)
}
