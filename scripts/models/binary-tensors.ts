import { ok, refuse, type Result } from '../../src/core/result.ts'
import type { NamedTensor } from './silero.ts'

/**
 * Header with the length of the JSON part in bytes; the raw tensors follow. Requests and answers
 * use it.
 */
export const HEADER_LENGTH = 'inference-header-content-length'

/**
 * A body of the binary tensor extension: the JSON part, then the tensors that it lists, in order.
 */
export type SplitBody = { readonly json: Buffer; readonly tensors: Buffer }

/**
 * Splits a body at the length in `header`. Without the header the whole body is JSON.
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

/**
 * Reads little-endian, row-major values: the format of the extension and of this machine's arrays.
 */
export function valuesOfBytes(
  bytes: Buffer,
  datatype: NamedTensor['datatype']
): NamedTensor['values'] {
  // Copies the bytes, because a typed array must start at a multiple of its element size.
  const { buffer } = Uint8Array.from(bytes)
  return datatype === 'FP32' ? new Float32Array(buffer) : new BigInt64Array(buffer)
}

export function bytesOfValues(values: NamedTensor['values']): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}

/** Size of one element in bytes. */
export const sizeOf = { FP32: 4, INT64: 8 } as const satisfies Record<
  NamedTensor['datatype'],
  number
>
