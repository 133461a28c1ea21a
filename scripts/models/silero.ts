import ort, { type Session, type Tensor } from 'onnxruntime-node'
import { fileURLToPath } from 'node:url'
import { openSession } from './session.ts'

export type SileroVersion = 'v5' | 'v6' | 'legacy'

/**
 * Name, type and shape of a tensor. -1 in `shape` means any size; the batch size is equal in all
 * tensors.
 */
export type TensorSpec = {
  readonly name: string
  readonly datatype: 'FP32' | 'INT64'
  readonly shape: readonly number[]
}

export type NamedTensor = TensorSpec & { readonly values: Float32Array | BigInt64Array }

/**
 * The voice activity model for 32 ms of audio at 16 kHz. v5 and v6 take 64 samples of context and
 * 512 new ones, and have one state tensor. legacy (v4) takes no context and has two state tensors.
 * https://github.com/snakers4/silero-vad
 */
export type Silero = {
  /** Version number as model servers report it: 4, 5 or 6. */
  readonly version: string
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** Throws when the model rejects the values. */
  readonly infer: (inputs: readonly NamedTensor[]) => Promise<readonly NamedTensor[]>
}

const input = { name: 'input', datatype: 'FP32', shape: [-1, -1] } as const
const rate = { name: 'sr', datatype: 'INT64', shape: [] } as const
const output = { name: 'output', datatype: 'FP32', shape: [-1, 1] } as const

const current = {
  inputs: [input, { name: 'state', datatype: 'FP32', shape: [2, -1, 128] }, rate],
  outputs: [output, { name: 'stateN', datatype: 'FP32', shape: [2, -1, 128] }],
} as const

const legacy = {
  inputs: [
    input,
    rate,
    { name: 'h', datatype: 'FP32', shape: [2, -1, 64] },
    { name: 'c', datatype: 'FP32', shape: [2, -1, 64] },
  ],
  outputs: [
    output,
    { name: 'hn', datatype: 'FP32', shape: [2, -1, 64] },
    { name: 'cn', datatype: 'FP32', shape: [2, -1, 64] },
  ],
} as const

const releases = {
  v5: { version: '5', ...current },
  v6: { version: '6', ...current },
  legacy: { version: '4', ...legacy },
} as const satisfies Record<SileroVersion, Omit<Silero, 'infer'>>

/** Loads a release; calls `onFrame` for each run of the model. */
export async function loadSilero(release: SileroVersion, onFrame: () => void): Promise<Silero> {
  const file = `@ricky0123/vad-web/dist/silero_vad_${release}.onnx`
  const session = await openSession(fileURLToPath(import.meta.resolve(file)))
  const described: Omit<Silero, 'infer'> = releases[release]
  return {
    ...described,
    infer: async (inputs) => {
      onFrame()
      const outputs = await run(session, inputs)
      return described.outputs.map((spec) => namedTensorOf(spec, outputs[spec.name]))
    },
  }
}

function run(session: Session, inputs: readonly NamedTensor[]) {
  return session.run(Object.fromEntries(inputs.map((tensor) => [tensor.name, feedOf(tensor)])))
}

function feedOf({ values, shape }: NamedTensor): Tensor {
  return values instanceof Float32Array
    ? new ort.Tensor('float32', values, shape)
    : new ort.Tensor('int64', values, shape)
}

function namedTensorOf(spec: TensorSpec, tensor: Tensor | undefined): NamedTensor {
  if (tensor === undefined) throw new Error(`the model returned no ${spec.name}`)
  return { ...spec, shape: tensor.dims, values: tensor.data }
}
