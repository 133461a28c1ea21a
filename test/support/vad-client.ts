import { z } from 'zod'

const CONTEXT = 64
const FRAME = 512

/** A tensor of a client. */
export type ClientTensor = {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | BigInt64Array
}

/** The options of an inference call, for `fetch`. */
export type InferCall = {
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer> | string
}

const answerSchema = z.object({
  model_version: z.string(),
  outputs: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.number()),
      data: z.array(z.number()).optional(),
      parameters: z.object({ binary_data_size: z.number() }).optional(),
    })
  ),
})

/**
 * Returns the tensors for one frame: 64 samples of context, 512 new ones, and the current state.
 */
export function frameTensors(samples: Float32Array, state: Float32Array): readonly ClientTensor[] {
  return [
    { name: 'input', shape: [1, CONTEXT + FRAME], values: samples },
    { name: 'state', shape: [2, 1, 128], values: state },
    { name: 'sr', shape: [], values: BigInt64Array.of(16_000n) },
  ]
}

/** Cuts a clip into frames that overlap by the context. */
export function framesOf(clip: Float32Array): readonly Float32Array[] {
  const count = Math.floor((clip.length - CONTEXT) / FRAME)
  return Array.from({ length: count }, (_, index) =>
    clip.slice(index * FRAME, index * FRAME + CONTEXT + FRAME)
  )
}

export function jsonRequest(tensors: readonly ClientTensor[]): InferCall {
  const inputs = tensors.map(({ name, shape, values }) => ({
    name,
    shape,
    datatype: datatypeOf(values),
    data: Array.from(values, Number),
  }))
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  }
}

/** Builds a call with the binary tensor extension, for the request and the answer. */
export function binaryRequest(tensors: readonly ClientTensor[]): InferCall {
  const inputs = tensors.map(({ name, shape, values }) => ({
    name,
    shape,
    datatype: datatypeOf(values),
    parameters: { binary_data_size: values.byteLength },
  }))
  const head = Buffer.from(JSON.stringify({ parameters: { binary_data_output: true }, inputs }))
  const raw = tensors.map(({ values }) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  )
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(head.byteLength),
    },
    body: Buffer.concat([head, ...raw]),
  }
}

/** Returns the outputs by name, from a JSON or a binary answer. */
export async function outputsOf(response: Response): Promise<ReadonlyMap<string, Float32Array>> {
  const body = Buffer.from(await response.arrayBuffer())
  const length = Number(response.headers.get('inference-header-content-length') ?? body.byteLength)
  const answer = answerSchema.parse(JSON.parse(body.toString('utf8', 0, length)))
  let offset = length
  return new Map(
    answer.outputs.map(({ name, data, parameters }) => {
      const size = parameters?.binary_data_size ?? 0
      const raw = Uint8Array.from(body.subarray(offset, offset + size))
      offset += size
      return [name, data === undefined ? new Float32Array(raw.buffer) : Float32Array.from(data)]
    })
  )
}

/** Sends a whole clip frame by frame; returns the probability of speech in each frame. */
export async function probabilities(
  inferUrl: string,
  clip: Float32Array,
  request: (tensors: readonly ClientTensor[]) => InferCall = jsonRequest
): Promise<readonly number[]> {
  let state: Float32Array = new Float32Array(256)
  const results: number[] = []
  for (const frame of framesOf(clip)) {
    const response = await fetch(inferUrl, request(frameTensors(frame, state)))
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const outputs = await outputsOf(response)
    state = outputs.get('stateN') ?? state
    results.push(outputs.get('output')?.[0] ?? Number.NaN)
  }
  return results
}

function datatypeOf(values: ClientTensor['values']): string {
  return values instanceof Float32Array ? 'FP32' : 'INT64'
}
