import { afterAll, beforeAll, expect, test } from 'vitest'
import { vad, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel } from '../support/model-server.ts'

let server: RunningModel

beforeAll(async () => {
  server = await readyModel(vad('blue', await freePort(), 'v5'))
})

afterAll(() => server.stop())

async function refusal(body: string, headers: Readonly<Record<string, string>> = {}) {
  const url = `${server.origin}/v2/models/silero-vad/infer`
  const response = await fetch(url, { method: 'POST', headers, body })
  return { status: response.status, body: await response.json() }
}

const fp32 = (name: string, shape: readonly number[], more: object) => ({
  name,
  shape,
  datatype: 'FP32',
  ...more,
})
const state = fp32('state', [2, 1, 128], { data: Array(256).fill(0) })
const rate = { name: 'sr', shape: [], datatype: 'INT64', data: [16_000] }
const silent = fp32('input', [1, 576], { data: Array(576).fill(0) })

test.each([
  ['no inputs at all', {}, 'inputs: '],
  ['a missing input', { inputs: [silent, rate] }, "missing input 'state'"],
  ['an unexpected input', { inputs: [silent, state, rate, { ...rate, name: 'x' }] }, "input 'x'"],
  ['a duplicate input', { inputs: [silent, state, rate, rate] }, 'twice'],
  ['a wrong datatype', { inputs: [silent, state, { ...rate, datatype: 'FP32' }] }, 'INT64'],
  ['a wrong shape', { inputs: [silent, { ...state, shape: [1, 1, 256] }, rate] }, '[2,-1,128]'],
  ['too few values', { inputs: [silent, { ...state, data: [0] }, rate] }, 'expected 256'],
  ['a fraction for INT64', { inputs: [silent, state, { ...rate, data: [0.5] }] }, 'fractions'],
  ['absent data', { inputs: [silent, state, { ...rate, data: undefined }] }, 'neither data nor'],
  [
    'missing binary bytes',
    { inputs: [silent, state, { ...rate, data: undefined, parameters: { binary_data_size: 8 } }] },
    '0 bytes',
  ],
  [
    'a frame of an unsupported length',
    { inputs: [fp32('input', [1, 9], { data: Array(9).fill(0) }), state, rate] },
    'Invalid input shape',
  ],
  ['an unknown output', { inputs: [silent, state, rate], outputs: [{ name: 'y' }] }, "output 'y'"],
])('refuses %s with 400 and a message that names it', async (_case, request, message) => {
  const { status, body } = await refusal(JSON.stringify(request))

  expect(status).toBe(400)
  expect(body).toEqual({ error: expect.stringContaining(message) })
})

test('refuses a JSON length beyond the body with 400', async () => {
  const { status, body } = await refusal('{}', { 'inference-header-content-length': '99' })

  expect(status).toBe(400)
  expect(body).toEqual({ error: 'Inference-Header-Content-Length 99, expected 0 to 2' })
})

test('answers 400 to a body with a false encoding and 415 to an unknown encoding', async () => {
  expect(await refusal('{}', { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 })
  expect(await refusal('{}', { 'content-encoding': 'br' })).toMatchObject({ status: 415 })
})
