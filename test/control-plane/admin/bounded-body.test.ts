import { describe, expect, it } from 'vitest'
import { readBody } from '../../../src/control-plane/admin/bounded-body.ts'

/** A request whose body comes in pieces, of a length that nobody has announced. */
function inPieces(...pieces: readonly Uint8Array[]): Request {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
  return new Request('https://router.test', { method: 'POST', body })
}

describe('a body', () => {
  it('is text, also when a character comes in two pieces', async () => {
    const [first, ...rest] = new TextEncoder().encode('ä!')

    const text = await readBody(inPieces(Uint8Array.of(first ?? 0), Uint8Array.from(rest)), 3)

    expect(text).toBe('ä!')
  })

  it('that is too long is refused, although nobody announced its length', async () => {
    const request = inPieces(new Uint8Array(2), new Uint8Array(2))

    await expect(readBody(request, 3)).rejects.toMatchObject({ status: 413 })
  })
})
