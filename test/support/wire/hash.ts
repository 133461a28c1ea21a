import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'

/** Returns the length and the SHA-256 of a stream; rejects when it is cut off. */
export async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of stream) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return `${bytes} B ${hash.digest('hex')}`
}

/** Returns pseudo-random bytes, the same in every run. */
export function pseudoRandomBytes(bytes: number): Buffer {
  const block = Buffer.alloc(65_536)
  let state = bytes | 1
  for (let at = 0; at < block.length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    block.writeUInt32LE(state, at)
  }
  const whole = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += block.length) block.copy(whole, at)
  return whole
}

/** Returns the bytes as a stream of chunks. */
export function streamOf(bytes: Buffer, chunkBytes = 50_000): Readable {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes)
  )
  return Readable.from(chunks)
}
