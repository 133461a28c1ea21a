import { halfSipHash, type HashKey } from './half-sip-hash.ts'

/** Fixed words, so that the key of the tags is not the hash of anything else. */
const DERIVATION: HashKey = [0x63616c6c, 0x2d746167]

/**
 * The key of the tags, derived from the signing secret, which every isolate and the coordinator hold. Without a secret the
 * key is known to everybody, and feedback is closed. A tag can be used to test guesses of the secret, so that the secret
 * must be random.
 */
export function tagKeyOf(secret: string | undefined): HashKey {
  return halfSipHash(DERIVATION, bytesOf(secret ?? ''))
}

/** The tag of a call's id: 14 characters that only a holder of the key can make. `model` is the name of its model. */
export function tagOf(key: HashKey, model: string, id: string): string {
  const [low, high] = halfSipHash(key, `${model}/${id}`)
  return textOf(low) + textOf(high)
}

/** Whether two tags are equal, in a time that does not depend on where they differ. */
export function areEqualTags(one: string, another: string): boolean {
  let difference = one.length ^ another.length
  for (let index = 0; index < one.length; index++) {
    difference |= one.charCodeAt(index) ^ another.charCodeAt(index)
  }
  return difference === 0
}

/** Seven digits to the base 36. `toString(36)` would cost more than the hash. */
function textOf(word: number): string {
  const upper = Math.floor(word / BASE_4)
  const lower = word % BASE_4
  return (
    pairOf(Math.floor(upper / BASE_2)).charAt(1) +
    pairOf(upper % BASE_2) +
    pairOf(Math.floor(lower / BASE_2)) +
    pairOf(lower % BASE_2)
  )
}

const BASE = 36
const BASE_2 = BASE * BASE
const BASE_4 = BASE_2 * BASE_2

/** All texts of two digits, so that a text is put together from few pieces. */
const pairs = Array.from({ length: BASE_2 }, (_, number) => number.toString(BASE).padStart(2, '0'))

function pairOf(number: number): string {
  return pairs[number] ?? ''
}

/** Two bytes for each character, so that none loses its upper half. */
function bytesOf(text: string): string {
  let bytes = ''
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    bytes += String.fromCharCode(code & 0xff, code >> 8)
  }
  return bytes
}
