import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { ok, refuse, type Result } from '../../src/core/result.ts'

const MAX_BYTES = 16 * 1024 * 1024

export type BodyRefusal = { readonly status: 400 | 413 | 415; readonly message: string }

/**
 * Reads the whole body and decodes its content encoding: none, gzip or deflate. Refuses more than
 * 16 MiB.
 */
export async function readBody(request: IncomingMessage): Promise<Result<Buffer, BodyRefusal>> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    length += part.length
    if (length <= MAX_BYTES) parts.push(part)
  }
  if (length > MAX_BYTES) {
    return refuse({ status: 413, message: `the body has more than ${MAX_BYTES} bytes` })
  }
  return decoded(Buffer.concat(parts), request.headers['content-encoding'] ?? 'identity')
}

async function decoded(body: Buffer, encoding: string): Promise<Result<Buffer, BodyRefusal>> {
  if (encoding === 'identity') return ok(body)
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    return refuse({
      status: 415,
      message: `content-encoding ${encoding}, expected gzip or deflate`,
    })
  }
  try {
    const decode = promisify(encoding === 'gzip' ? gunzip : inflate)
    return ok(await decode(body, { maxOutputLength: MAX_BYTES }))
  } catch {
    return refuse({ status: 400, message: `the body is not valid ${encoding}` })
  }
}
