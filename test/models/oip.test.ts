import { gzipSync, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vad, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel } from '../support/model-server.ts'
import { joined, silence, speech } from '../support/audio.ts'
import {
  binaryRequest,
  frameTensors,
  framesOf,
  jsonRequest,
  outputsOf,
  probabilities,
} from '../support/vad-client.ts'

let blue: RunningModel
let green: RunningModel
let legacy: RunningModel

beforeAll(async () => {
  blue = await readyModel(vad('blue', await freePort(), 'v5'))
  green = await readyModel(vad('green', await freePort(), 'v6'))
  legacy = await readyModel(vad('green', await freePort(), 'legacy'))
})

afterAll(() => Promise.all([blue.stop(), green.stop(), legacy.stop()]))

const clip = joined(silence(0.5), speech(1.5), silence(0.5))
const [frame = new Float32Array(576)] = framesOf(speech(1)).slice(10)
const tensors = frameTensors(frame, new Float32Array(256))

function inferUrl({ origin }: RunningModel): string {
  return `${origin}/v2/models/silero-vad/infer`
}

async function get(path: string): Promise<unknown> {
  return (await fetch(blue.origin + path)).json()
}

function decisions(values: readonly number[]): readonly boolean[] {
  return values.map((probability) => probability > 0.5)
}

async function refusal(server: RunningModel, request: RequestInit, url = inferUrl(server)) {
  const response = await fetch(url, request)
  return { status: response.status, body: await response.json() }
}

test('both releases distinguish speech from silence, with slightly different numbers', async () => {
  const ofBlue = await probabilities(inferUrl(blue), clip)
  const ofGreen = await probabilities(inferUrl(green), clip)
  const agreed = decisions(ofBlue).filter(
    (isSpeech, index) => isSpeech === decisions(ofGreen)[index]
  ).length

  for (const found of [ofBlue, ofGreen]) {
    expect(Math.max(...found.slice(0, 12))).toBeLessThan(0.1)
    expect(found.slice(16, 60).filter((probability) => probability > 0.5).length).toBeGreaterThan(
      30
    )
  }
  expect(ofGreen).not.toEqual(ofBlue)
  expect(agreed / ofBlue.length).toBeGreaterThan(0.7)
})

test('JSON and binary tensors give the same numbers', async () => {
  const json = await probabilities(inferUrl(blue), clip)
  const binary = await probabilities(inferUrl(blue), clip, binaryRequest)

  expect(binary).toEqual(json)
})

test('a binary answer states its tensors and the length of its JSON', async () => {
  const response = await fetch(inferUrl(blue), binaryRequest(tensors))
  const length = Number(response.headers.get('inference-header-content-length'))
  const body = Buffer.from(await response.arrayBuffer())

  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(body.byteLength - length).toBe(4 + 256 * 4)
  expect(JSON.parse(body.toString('utf8', 0, length))).toMatchObject({
    model_name: 'silero-vad',
    model_version: '5',
    outputs: [
      { name: 'output', shape: [1, 1], parameters: { binary_data_size: 4 } },
      { name: 'stateN', shape: [2, 1, 128], parameters: { binary_data_size: 1024 } },
    ],
  })
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
])('accepts a request in %s, with binary tensors', async (encoding, compress) => {
  const { headers, body } = binaryRequest(tensors)
  const compressed = {
    method: 'POST',
    headers: { ...headers, 'content-encoding': encoding },
    body: Uint8Array.from(compress(body)),
  }

  const plain = await outputsOf(await fetch(inferUrl(blue), binaryRequest(tensors)))
  const sent = await outputsOf(await fetch(inferUrl(blue), compressed))

  expect(sent).toEqual(plain)
})

test('accepts nested data, selected outputs and an id', async () => {
  const request = {
    id: 'call-1',
    inputs: [
      { name: 'input', shape: [1, 576], datatype: 'FP32', data: [Array.from(frame)] },
      { name: 'state', shape: [2, 1, 128], datatype: 'FP32', data: Array(256).fill(0) },
      { name: 'sr', shape: [1], datatype: 'INT64', data: [16_000] },
    ],
    outputs: [{ name: 'output' }],
  }
  const response = await fetch(inferUrl(blue), { method: 'POST', body: JSON.stringify(request) })
  const expected = await outputsOf(await fetch(inferUrl(blue), jsonRequest(tensors)))

  expect(await response.json()).toMatchObject({
    id: 'call-1',
    outputs: [{ name: 'output', data: Array.from(expected.get('output') ?? []) }],
  })
})

test('describes the server, the model and the version', async () => {
  expect(await get('/v2')).toMatchObject({ name: 'silero-v5', extensions: ['binary_tensor_data'] })
  expect(await get('/v2/health/live')).toEqual({ live: true })
  expect(await get('/v2/models/silero-vad')).toMatchObject({ name: 'silero-vad', versions: ['5'] })
  expect(await get('/v2/models/silero-vad/versions/5')).toMatchObject({ versions: ['5'] })
  expect(await get('/v2/models/silero-vad/ready')).toEqual({ name: 'silero-vad', ready: true })
  expect(await get('/v2/models/silero-vad/versions/5/ready')).toMatchObject({ ready: true })
})

test('serves a request for its version and answers 404 to another version', async () => {
  const versionUrl = (version: string) =>
    `${blue.origin}/v2/models/silero-vad/versions/${version}/infer`

  expect((await fetch(versionUrl('5'), jsonRequest(tensors))).status).toBe(200)
  expect(await refusal(blue, jsonRequest(tensors), versionUrl('6'))).toEqual({
    status: 404,
    body: { error: "version 6 of 'silero-vad' is not served, expected 5" },
  })
})

test('legacy breaks the contract: it answers 400 to a v5 call', async () => {
  expect(await refusal(legacy, jsonRequest(tensors))).toEqual({
    status: 400,
    body: { error: "missing input 'h'" },
  })
})

test('legacy answers a call of its own contract', async () => {
  const state = { shape: [2, 1, 64], values: new Float32Array(128) }
  const own = [
    { name: 'input', shape: [1, 512], values: frame.slice(64) },
    { name: 'sr', shape: [], values: BigInt64Array.of(16_000n) },
    { name: 'h', ...state },
    { name: 'c', ...state },
  ]

  const outputs = await outputsOf(await fetch(inferUrl(legacy), binaryRequest(own)))

  expect([...outputs.keys()]).toEqual(['output', 'hn', 'cn'])
})
