import { bytesOfValues, HEADER_LENGTH, splitBody } from './binary-tensors.ts'
import { json, parseJson, type Call, type Reply, type Route, type WholeReply } from './http.ts'
import { tensorsOf } from './oip-inputs.ts'
import { inferSchema, type InferRequest } from './oip-schema.ts'
import type { NamedTensor, Silero } from './silero.ts'

const MODEL = 'silero-vad'

/** Routes of the Open Inference Protocol V2: https://github.com/kserve/open-inference-protocol */
export function oipRoutes(server: string, silero: Silero): readonly Route[] {
  const metadata = { name: server, version: silero.version, extensions: ['binary_tensor_data'] }
  const model = {
    name: MODEL,
    versions: [silero.version],
    platform: 'onnxruntime_onnx',
    inputs: silero.inputs,
    outputs: silero.outputs,
  }
  const ifKnown = (names: readonly string[], reply: () => Reply | Promise<Reply>) =>
    unknown(names, silero.version) ?? reply()

  return [
    { method: 'GET', path: /^\/v2$/, answer: () => json(metadata) },
    {
      method: 'GET',
      path: modelPath(''),
      answer: (_call, names) => ifKnown(names, () => json(model)),
    },
    {
      method: 'GET',
      path: modelPath('/ready'),
      answer: (_call, names) => ifKnown(names, () => json({ name: MODEL, ready: true })),
    },
    {
      method: 'POST',
      path: modelPath('/infer'),
      answer: (call, names) => ifKnown(names, () => infer(call, silero)),
    },
  ]
}

function modelPath(suffix: string): RegExp {
  return new RegExp(`^/v2/models/([^/]+)(?:/versions/([^/]+))?${suffix}$`)
}

export function oipError(status: number, message: string): WholeReply {
  return json({ error: message }, status)
}

async function infer(call: Call, silero: Silero): Promise<Reply> {
  const header = call.headers[HEADER_LENGTH]
  const split = splitBody(call.body, Array.isArray(header) ? header[0] : header)
  if (!split.ok) return oipError(400, split.refusal)
  const request = parseJson(split.value.json, inferSchema)
  if (!request.ok) return oipError(400, request.refusal)
  const inputs = tensorsOf(request.value.inputs, silero.inputs, split.value.tensors)
  if (!inputs.ok) return oipError(400, inputs.refusal)
  const unknownOutput = request.value.outputs?.find(
    ({ name }) => !silero.outputs.some((output) => output.name === name)
  )
  if (unknownOutput !== undefined) return oipError(400, `unexpected output '${unknownOutput.name}'`)

  try {
    return answerOf(request.value, silero.version, await silero.infer(inputs.value))
  } catch (error) {
    // The shapes are correct but the model rejects the values, such as a sample rate or a length.
    return oipError(400, error instanceof Error ? error.message : String(error))
  }
}

function answerOf(request: InferRequest, version: string, tensors: readonly NamedTensor[]): Reply {
  const requested = tensors.filter(
    ({ name }) => request.outputs?.some((output) => output.name === name) ?? true
  )
  const binary = requested.filter(({ name }) => isBinary(request, name))
  const outputs = requested.map((tensor) => outputOf(tensor, binary.includes(tensor)))
  const id = request.id === undefined ? {} : { id: request.id }
  const reply = json({ model_name: MODEL, model_version: version, ...id, outputs })
  if (binary.length === 0) return reply

  const head = Buffer.from(reply.body)
  return {
    ...reply,
    headers: {
      'content-type': 'application/octet-stream',
      [HEADER_LENGTH]: String(head.byteLength),
    },
    body: Buffer.concat([head, ...binary.map(({ values }) => bytesOfValues(values))]),
  }
}

function isBinary(request: InferRequest, name: string): boolean {
  const own = request.outputs?.find((output) => output.name === name)?.parameters.binary_data
  return own ?? request.parameters.binary_data_output
}

function outputOf({ name, datatype, shape, values }: NamedTensor, isRaw: boolean) {
  const described = { name, datatype, shape }
  return isRaw
    ? { ...described, parameters: { binary_data_size: values.byteLength } }
    : { ...described, data: Array.from(values, Number) }
}

function unknown([name, version]: readonly string[], served: string): WholeReply | undefined {
  if (name !== MODEL) return oipError(404, `model '${name}' is unknown, expected '${MODEL}'`)
  if (version === undefined || version === served) return undefined
  return oipError(404, `version ${version} of '${MODEL}' is not served, expected ${served}`)
}
