import { describe, expect, it } from 'vitest'
import { halfSipHash } from '../../../src/core/outcomes/half-sip-hash.ts'

/** The key 00 01 … 07 of the published vectors. */
const key = [0x03020100, 0x07060504] as const

/** The bytes of a hash in hexadecimal, in the order in which the reference writes them. */
function hexOf(words: readonly number[]): string {
  const bytes = words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff))
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

describe('HalfSipHash-2-4 with 64 bits', () => {
  // https://github.com/veorq/SipHash/blob/master/vectors.h, vectors_hsip64: the input is 00 01 02 …
  it.each([
    [0, '218d1f59b9b83cc8'],
    [1, 'be552412f8387315'],
    [2, '064f39ef7c50eb57'],
    [3, 'ce0f1a45f7060679'],
    [4, 'd5e78a175be52ea1'],
    [5, 'cb9d7c3f2f3db580'],
    [6, 'ce3e91358aa2bc25'],
    [7, 'ff202728b07bc684'],
    [8, 'edfee820bce4858c'],
    [15, '217d0bcb4e81c902'],
    [16, '7336aad25f7bf3b5'],
    [31, '863c7f155c34117c'],
    [32, '28709d46d811626c'],
    [40, '5b38c81c67c8ae4c'],
    [48, 'a9eaa8c04ba93e3e'],
  ])('has the published value for %i bytes', (length, expected) => {
    const input = Array.from({ length }, (_, index) => String.fromCharCode(index)).join('')

    expect(hexOf(halfSipHash(key, input))).toBe(expected)
  })
})
