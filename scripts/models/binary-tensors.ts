import { ok, refuse, type Result } from '../../src/core/result.ts'
import type { NamedTensor } from './silero.ts'

/** Where the JSON ends and the raw tensors begin, in requests and in answers. */
export const HEADER_LENGTH = 'inference-header-content-length'

/** A body of the binary tensor extension: JSON first, then the tensors that it announces, in order. */
export type SplitBody = { readonly json: Buffer; readonly tensors: Buffer }

/**
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
export function splitBody(body: Buffer, header: string | undefined): Result<SplitBody, string> {
  if (header === undefined) return ok({ json: body, tensors: Buffer.alloc(0) })
  const length = Number(header)
  if (!Number.isInteger(length) || length < 0 || length > body.byteLength) {
    return refuse(`Inference-Header-Content-Length ${header}, expected 0 to ${body.byteLength}`)
  }
  return ok({ json: body.subarray(0, length), tensors: body.subarray(length) })
}

/** Little-endian, row-major, as the extension has it and as this machine's arrays are. */
export function valuesOfBytes(
  bytes: Buffer,
  datatype: NamedTensor['datatype']
): NamedTensor['values'] {
  // A copy, as a typed array must begin at a multiple of its element's size.
  const { buffer } = Uint8Array.from(bytes)
  return datatype === 'FP32' ? new Float32Array(buffer) : new BigInt64Array(buffer)
}

export function bytesOfValues(values: NamedTensor['values']): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}

/** Bytes of one element. */
export const sizeOf = { FP32: 4, INT64: 8 } as const satisfies Record<
  NamedTensor['datatype'],
  number
>
