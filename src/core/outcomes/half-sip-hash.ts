/** A key of 64 bits, as two unsigned 32-bit words. */
export type HashKey = readonly [low: number, high: number]

/** A hash of 64 bits, as two unsigned 32-bit words. */
export type Hash = readonly [low: number, high: number]

/**
 * HalfSipHash-2-4 with 64 bits of output over a text, each character of which counts as one byte. A keyed hash in 32-bit
 * arithmetic, without the promises of the platform's cryptography.
 * @see https://github.com/veorq/SipHash
 */
export function halfSipHash([key0, key1]: HashKey, text: string): Hash {
  const state = { v0: key0 | 0, v1: key1 ^ 0xee, v2: 0x6c796765 ^ key0, v3: 0x74656462 ^ key1 }
  const whole = text.length - (text.length % 4)
  for (let at = 0; at < whole; at += 4) compress(state, wordAt(text, at))
  compress(state, lastWord(text, whole))
  state.v2 ^= 0xee
  const low = finalize(state)
  state.v1 ^= 0xdd
  return [low, finalize(state)]
}

/** Signed 32-bit words. Plain fields: an array of four would cost more than the hash. */
interface State {
  v0: number
  v1: number
  v2: number
  v3: number
}

/** The four bytes from an index on, little-endian. */
function wordAt(text: string, at: number): number {
  return (
    (text.charCodeAt(at) & 0xff) |
    ((text.charCodeAt(at + 1) & 0xff) << 8) |
    ((text.charCodeAt(at + 2) & 0xff) << 16) |
    (text.charCodeAt(at + 3) << 24)
  )
}

/** The bytes that are left, and the length in the highest byte. */
function lastWord(text: string, at: number): number {
  let word = text.length << 24
  for (let byte = 0; at + byte < text.length; byte++) {
    word |= (text.charCodeAt(at + byte) & 0xff) << (8 * byte)
  }
  return word
}

function compress(state: State, word: number): void {
  state.v3 ^= word
  round(state)
  round(state)
  state.v0 ^= word
}

function finalize(state: State): number {
  for (let index = 0; index < 4; index++) round(state)
  return (state.v1 ^ state.v3) >>> 0
}

function round(state: State): void {
  let { v0, v1, v2, v3 } = state
  v0 = (v0 + v1) | 0
  v1 = rotate(v1, 5) ^ v0
  v0 = rotate(v0, 16)
  v2 = (v2 + v3) | 0
  v3 = rotate(v3, 8) ^ v2
  v0 = (v0 + v3) | 0
  v3 = rotate(v3, 7) ^ v0
  v2 = (v2 + v1) | 0
  v1 = rotate(v1, 13) ^ v2
  state.v0 = v0
  state.v1 = v1
  state.v2 = rotate(v2, 16)
  state.v3 = v3
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
