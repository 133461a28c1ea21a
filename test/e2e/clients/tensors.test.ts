import { deflateSync, gzipSync } from 'node:zlib'
import { request, type Dispatcher } from 'undici'
import { expect, test } from 'vitest'
import { failureOf, steadyLoad } from '../../support/clients/load.ts'
import { until } from '../../support/model-server.ts'
import { speech } from '../../support/audio.ts'
import { binaryRequest, frameTensors, framesOf } from '../../support/vad-client.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, model } = directVsRouted('vad')

const [frame = new Float32Array(576)] = framesOf(speech(1)).slice(10)
const asked = binaryRequest(frameTensors(frame, new Float32Array(256)))

type Options = {
  readonly headers?: object
  readonly body?: Uint8Array
  readonly signal?: AbortSignal
}

/** What undici gives of an inference, byte by byte, or throws. */
async function infer(url: string, { headers = {}, ...options }: Options = {}): Promise<unknown> {
  const sent = { ...asked, ...options, headers: { ...asked.headers, ...headers } }
  try {
    return await wholeOf(await request(`${url}/v2/models/silero-vad/infer`, sent))
  } catch (error) {
    return steadyLoad({ failure: failureOf(error) }, url)
  }
}

async function wholeOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<object> {
  const kept = ['content-type', 'content-length', 'inference-header-content-length', 'retry-after']
  const bytes = Buffer.from(await body.arrayBuffer()).toString('base64')
  return { status: statusCode, headers: kept.map((name) => headers[name]), bytes }
}

test('undici gets the same bytes of tensors and their header either way', async () => {
  const [direct, through] = await bothWays((url) => infer(url))

  expect(direct).toMatchObject({ status: 200, headers: { 0: 'application/octet-stream' } })
  expect(through).toEqual(direct)
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
])(
  'a %s request of undici has the answer of the plain one either way',
  async (encoding, encode) => {
    const body = encode(asked.body)
    const headers = { 'content-encoding': encoding }

    const plain = await infer(model().origin)
    const encoded = await bothWays((url) => infer(url, { headers, body }))

    expect(encoded).toEqual([plain, plain])
  }
)

test.each([400, 429, 500, 503])('undici gets a %i of the model as it is', async (status) => {
  await model().control({ fail: { share: 1, status, headers: { 'retry-after': '7' } } })

  const [direct, through] = await bothWays((url) => infer(url))

  expect(direct).toMatchObject({ status, headers: { 3: '7' } })
  expect(through).toEqual(direct)
})

test('undici throws the same for tensors that break off', async () => {
  await model().control({ cut: { share: 1 } })

  const [direct, through] = await bothWays((url) => infer(url))

  expect(direct).toHaveProperty('failure')
  expect(through).toEqual(direct)
})

test('undici throws the same when it is aborted before there is an answer', async () => {
  const [direct, through] = await bothWays(async (url) => {
    await model().control({ reset: true, hang: { share: 1 } })
    const left = new AbortController()
    const inferring = infer(url, { signal: left.signal })
    await until(async () => (await model().state()).counters.calls === 1, 'the model has the call')
    left.abort()
    return inferring
  })

  expect(direct).toHaveProperty('failure')
  expect(through).toEqual(direct)
})
