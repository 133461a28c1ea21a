import { Client } from 'undici'
import { expect, test } from 'vitest'
import { joined, silence, speech } from '../../support/audio.ts'
import {
  binaryRequest,
  frameTensors,
  framesOf,
  jsonRequest,
  probabilities,
} from '../../support/vad-client.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { routed, bothWays } = directVsRouted('vad')

const INFER = '/v2/models/silero-vad/infer'
const clip = joined(silence(0.2), speech(0.5))
const [frame = new Float32Array(576)] = framesOf(speech(1)).slice(10)
const tensors = frameTensors(frame, new Float32Array(256))

test.each([
  ['JSON', jsonRequest],
  ['binary', binaryRequest],
])('a clip as %s tensors gets the same probabilities through the router', async (_, request) => {
  const [direct, through] = await bothWays((url) => probabilities(url + INFER, clip, request))

  expect(Math.max(...direct)).toBeGreaterThan(0.5)
  expect(through).toEqual(direct)
})

test.each([
  ['no tensors', '{"inputs":[]}'],
  ['no JSON', '{"inputs"'],
])('a request with %s gets the same refusal through the router', async (_, body) => {
  const [direct, through] = await bothWays(async (url) => {
    const response = await fetch(url + INFER, { method: 'POST', body })
    return { status: response.status, body: await response.text() }
  })

  expect(direct.status).toBe(400)
  expect(through).toEqual(direct)
})

test.each(['/v2', '/v2/health/live', '/v2/health/ready', '/v2/models/silero-vad'])(
  '%s returns the same document through the router',
  async (path) => {
    const [direct, through] = await bothWays(async (url) => (await fetch(url + path)).json())

    expect(through).toEqual(direct)
  }
)

test('answers pipelined calls of one connection in order', async () => {
  const { origin, pathname } = new URL(routed())
  const client = new Client(origin, { pipelining: 10 })
  const { headers, body } = jsonRequest(tensors)
  const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`)

  const answers = ids.map(async (id) => {
    const named = JSON.stringify({ ...JSON.parse(String(body)), id })
    const path = pathname + INFER
    const answer = await client.request({
      path,
      method: 'POST',
      headers,
      body: named,
      idempotent: true,
    })
    return answer.body.json()
  })

  expect(await Promise.all(answers)).toEqual(ids.map((id) => expect.objectContaining({ id })))
  await client.close()
})
