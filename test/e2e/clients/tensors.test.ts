import { deflateSync, gzipSync } from 'node:zlib'
import { request, type Dispatcher } from 'undici'
import { expect, test } from 'vitest'
import { failureOf, comparable } from '../../support/clients/comparable.ts'
import { until } from '../../support/model-server.ts'
import { speech } from '../../support/audio.ts'
import { binaryRequest, frameTensors, framesOf } from '../../support/vad-client.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, model } = directVsRouted('vad')

const [frame = new Float32Array(576)] = framesOf(speech(1)).slice(10)
const inference = binaryRequest(frameTensors(frame, new Float32Array(256)))

type Options = {
  readonly headers?: object
  readonly body?: Uint8Array
  readonly signal?: AbortSignal
}

/** Returns the answer of an inference with its bytes in base64, or the error that undici throws. */
async function infer(url: string, { headers = {}, ...options }: Options = {}): Promise<unknown> {
  const sent = { ...inference, ...options, headers: { ...inference.headers, ...headers } }
  try {
    return await wholeOf(await request(`${url}/v2/models/silero-vad/infer`, sent))
  } catch (error) {
    return comparable({ failure: failureOf(error) }, url)
  }
}

async function wholeOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<object> {
  const kept = ['content-type', 'content-length', 'inference-header-content-length', 'retry-after']
  const bytes = Buffer.from(await body.arrayBuffer()).toString('base64')
  return { status: statusCode, headers: kept.map((name) => headers[name]), bytes }
}

test('undici gets the same tensors and headers through the router', async () => {
  const [direct, through] = await bothWays((url) => infer(url))

  expect(direct).toMatchObject({ status: 200, headers: { 0: 'application/octet-stream' } })
  expect(through).toEqual(direct)
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
])('a %s request of undici gets the answer of the plain request', async (encoding, encode) => {
  const body = encode(inference.body)
  const headers = { 'content-encoding': encoding }

  const plain = await infer(model().origin)
  const encoded = await bothWays((url) => infer(url, { headers, body }))

  expect(encoded).toEqual([plain, plain])
})

test.each([400, 429, 500, 503])('undici gets the same %i through the router', async (status) => {
  await model().control({ fail: { share: 1, status, headers: { 'retry-after': '7' } } })

  const [direct, through] = await bothWays((url) => infer(url))

  expect(direct).toMatchObject({ status, headers: { 3: '7' } })
  expect(through).toEqual(direct)
})

test('undici throws the same error through the router for tensors that break off', async () => {
  await model().control({ cut: { share: 1 } })

  const [direct, through] = await bothWays((url) => infer(url))

  expect(direct).toHaveProperty('failure')
  expect(through).toEqual(direct)
})

test('undici throws the same error through the router when it aborts before the answer', async () => {
  const [direct, through] = await bothWays(async (url) => {
    await model().control({ reset: true, hang: { share: 1 } })
    const controller = new AbortController()
    const inferring = infer(url, { signal: controller.signal })
    await until(async () => (await model().state()).counters.calls === 1, 'the model has the call')
    controller.abort()
    return inferring
  })

  expect(direct).toHaveProperty('failure')
  expect(through).toEqual(direct)
})
