import { halfSipHash, type HashKey } from './half-sip-hash.ts'

/** Fixed words, so that the key of the tags is not the hash of anything else. */
const DERIVATION: HashKey = [0x63616c6c, 0x2d746167]

/**
 * The key of the tags, derived from the admin secret, which every isolate and the coordinator hold. Without a secret the
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
  let text = ''
  let rest = word
  for (let digit = 0; digit < 7; digit++) {
    text = DIGITS.charAt(rest % 36) + text
    rest = Math.floor(rest / 36)
  }
  return text
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Two bytes for each character, so that none loses its upper half. */
function bytesOf(text: string): string {
  let bytes = ''
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    bytes += String.fromCharCode(code & 0xff, code >> 8)
  }
  return bytes
}
