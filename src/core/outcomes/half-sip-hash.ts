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
  const state = new Int32Array([key0, key1 ^ 0xee, 0x6c796765 ^ key0, 0x74656462 ^ key1])
  const whole = text.length - (text.length % 4)
  for (let at = 0; at < whole; at += 4) compress(state, wordAt(text, at))
  compress(state, wordAt(text, whole) | (text.length << 24))
  xor(state, 2, 0xee)
  const low = finalize(state)
  xor(state, 1, 0xdd)
  return [low, finalize(state)]
}

/** The four bytes from an index on, little-endian; bytes past the end are 0. */
function wordAt(text: string, at: number): number {
  let word = 0
  for (let byte = 0; byte < 4 && at + byte < text.length; byte++) {
    word |= (text.charCodeAt(at + byte) & 0xff) << (8 * byte)
  }
  return word
}

function compress(state: Int32Array, word: number): void {
  xor(state, 3, word)
  round(state)
  round(state)
  xor(state, 0, word)
}

function finalize(state: Int32Array): number {
  for (let index = 0; index < 4; index++) round(state)
  const [, v1 = 0, , v3 = 0] = state
  return (v1 ^ v3) >>> 0
}

function round(state: Int32Array): void {
  let [v0 = 0, v1 = 0, v2 = 0, v3 = 0] = state
  v0 = (v0 + v1) | 0
  v1 = rotate(v1, 5) ^ v0
  v0 = rotate(v0, 16)
  v2 = (v2 + v3) | 0
  v3 = rotate(v3, 8) ^ v2
  v0 = (v0 + v3) | 0
  v3 = rotate(v3, 7) ^ v0
  v2 = (v2 + v1) | 0
  v1 = rotate(v1, 13) ^ v2
  v2 = rotate(v2, 16)
  state[0] = v0
  state[1] = v1
  state[2] = v2
  state[3] = v3
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function xor(state: Int32Array, index: number, word: number): void {
  state[index] = (state[index] ?? 0) ^ word
}
