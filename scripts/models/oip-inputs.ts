import { ok, refuse, type Result } from '../../src/core/result.ts'
import { sizeOf, valuesOfBytes } from './binary-tensors.ts'
import type { InferInput } from './oip-schema.ts'
import type { NamedTensor, TensorSpec } from './silero.ts'

/**
 * Returns the tensors of a request, checked against `specs`; refuses with a sentence that names the
 * wrong input.
 */
export function tensorsOf(
  inputs: readonly InferInput[],
  specs: readonly TensorSpec[],
  binary: Buffer
): Result<readonly NamedTensor[], string> {
  const missing = specs.find((spec) => !inputs.some(({ name }) => name === spec.name))
  if (missing !== undefined) return refuse(`missing input '${missing.name}'`)

  const tensors: NamedTensor[] = []
  let offset = 0
  for (const input of inputs) {
    const spec = specs.find(({ name }) => name === input.name)
    if (spec === undefined) return refuse(`unexpected input '${input.name}'`)
    const size = input.parameters.binary_data_size ?? 0
    const tensor = tensorOf(input, spec, binary.subarray(offset, offset + size))
    if (!tensor.ok) return tensor
    tensors.push(tensor.value)
    offset += size
  }
  if (tensors.length > specs.length) return refuse('an input is named twice')
  if (offset === binary.byteLength) return ok(tensors)
  return refuse(`${binary.byteLength} bytes of binary tensors, expected ${offset}`)
}

function tensorOf(input: InferInput, spec: TensorSpec, bytes: Buffer): Result<NamedTensor, string> {
  const wrong = (what: string) => refuse(`input '${input.name}': ${what}`)
  if (input.datatype !== spec.datatype) {
    return wrong(`datatype ${input.datatype}, expected ${spec.datatype}`)
  }
  if (!hasShape(input.shape, spec.shape)) {
    return wrong(`shape [${input.shape.join(',')}], expected [${spec.shape.join(',')}]`)
  }
  const values = valuesOf(input, spec.datatype, bytes)
  if (!values.ok) return wrong(values.refusal)
  const expected = input.shape.reduce((product, size) => product * size, 1)
  if (values.value.length !== expected) {
    return wrong(`${values.value.length} values, expected ${expected} for its shape`)
  }
  return ok({ ...spec, shape: input.shape, values: values.value })
}

/** Accepts [] and [1] for a single number, because the binary extension's examples never use []. */
function hasShape(shape: readonly number[], expected: readonly number[]): boolean {
  if (expected.length === 0) return shape.length === 0 || (shape.length === 1 && shape[0] === 1)
  return (
    shape.length === expected.length &&
    expected.every((size, index) => size === -1 || size === shape[index])
  )
}

function valuesOf(
  { data, parameters }: InferInput,
  datatype: TensorSpec['datatype'],
  bytes: Buffer
): Result<NamedTensor['values'], string> {
  const size = parameters.binary_data_size
  if (size !== undefined) {
    if (data !== undefined) return refuse('data and binary_data_size, expected one of them')
    if (bytes.byteLength !== size) return refuse(`${bytes.byteLength} bytes, expected ${size}`)
    if (size % sizeOf[datatype] !== 0) return refuse(`${size} bytes are not whole ${datatype}s`)
    return ok(valuesOfBytes(bytes, datatype))
  }
  if (data === undefined) return refuse('neither data nor binary_data_size')
  if (datatype === 'FP32') return ok(Float32Array.from(data))
  if (!data.every(Number.isSafeInteger)) return refuse('data with fractions, expected INT64')
  return ok(BigInt64Array.from(data.map(BigInt)))
}
