/** Least length of a list of numbers that is compared as a whole. */
const LEAST_LENGTH = 8

/** Base64 of at least so many numbers of 32 bits. */
const BASE64 = /^[A-Za-z0-9+/]{40,}={0,2}$/

/**
 * Returns a list of numbers as a vector; undefined for any other value. `name` is the name of the
 * field: an embedding may be the Base64 of its numbers, as the clients of OpenAI ask for it.
 */
export function vectorOf(name: string, value: unknown): readonly number[] | undefined {
  if (typeof value === 'string') return name === 'embedding' ? decoded(value) : undefined
  if (!Array.isArray(value) || value.length < LEAST_LENGTH) return undefined
  const numbers: readonly unknown[] = value
  return numbers.every((one) => typeof one === 'number') ? numbers : undefined
}

/** Returns the distance of two vectors, relative to the longer one. */
export function relativeDistance(one: readonly number[], another: readonly number[]): number {
  if (one.length !== another.length) return Infinity
  let [squares, own, others] = [0, 0, 0]
  for (const [index, a] of one.entries()) {
    const b = another[index] ?? 0
    squares += (a - b) ** 2
    own += a ** 2
    others += b ** 2
  }
  return squares === 0 ? 0 : Math.sqrt(squares / Math.max(own, others))
}

function decoded(text: string): readonly number[] | undefined {
  if (!BASE64.test(text)) return undefined
  const bytes = bytesOf(text.replace(/=+$/, ''))
  if (bytes.length % 4 !== 0) return undefined
  const view = new DataView(bytes.buffer)
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true))
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let [bits, count, at] = [0, 0, 0]
  for (const character of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xff_ffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes[at++] = (bits >> count) & 0xff
  }
  return bytes
}
