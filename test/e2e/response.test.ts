import { expect, test } from 'vitest'
import { routed, type Reply } from '../support/wire/exchange.ts'
import { valuesOf, type Header } from '../support/wire/origin.ts'

const { exchange } = routed({ failover: false })

/** Returns the answer that a client gets for a reply of the origin. */
async function answerTo(reply: Reply, method = 'GET', headers: readonly Header[] = []) {
  const { answer } = await exchange('/chat/v1/x', { method, headers }, reply)
  return { ...answer, text: String(await answer.body()) }
}

test.each([
  200, 201, 202, 203, 299, 400, 401, 404, 409, 413, 418, 422, 429, 500, 501, 503, 529, 599,
])('passes the status %i and its body', async (status) => {
  const body = `{"error":{"message":"é of ${status}"}}`

  const { status: seen, text } = await answerTo({ status, body })

  expect([seen, text]).toEqual([status, body])
})

test('passes a 204 without body and length', async () => {
  const { status, text, header } = await answerTo({ status: 204, headers: { 'x-a': '1' } })

  expect([status, text, header('content-length'), header('x-a')]).toEqual([204, '', undefined, '1'])
})

test('passes a 304 with its validators and without a body', async () => {
  const headers = { etag: '"v1"', 'cache-control': 'max-age=5' }

  const { status, text, header } = await answerTo({ status: 304, headers })

  expect([status, text, header('etag'), header('cache-control')]).toEqual([
    304,
    '',
    '"v1"',
    'max-age=5',
  ])
})

test('passes a 206 with its range', async () => {
  const headers = {
    'content-range': 'bytes 0-3/100',
    'accept-ranges': 'bytes',
    'content-length': '4',
  }

  const { status, text, header } = await answerTo({ status: 206, headers, body: 'abcd' })

  expect([status, text]).toEqual([206, 'abcd'])
  expect(header('content-range')).toBe('bytes 0-3/100')
  expect(header('content-length')).toBe('4')
})

test('passes a 416 with its range', async () => {
  const { status, header } = await answerTo({
    status: 416,
    headers: { 'content-range': 'bytes */100' },
  })

  expect([status, header('content-range')]).toEqual([416, 'bytes */100'])
})

test.each([100, 70_000])(
  'answers a HEAD with the headers of a body of %i bytes and without the body',
  async (bytes) => {
    const headers = { 'content-length': String(bytes), 'content-type': 'audio/wav' }

    const { text, header } = await answerTo({ headers }, 'HEAD')

    expect([text, header('content-length'), header('content-type')]).toEqual([
      '',
      String(bytes),
      'audio/wav',
    ])
  }
)

test.each([301, 302, 303, 307, 308])(
  'passes a redirect by %i without following it',
  async (status) => {
    const headers = { location: 'http://elsewhere.example/a?b=%2F#c' }

    const { status: seen, header } = await answerTo({ status, headers }, 'POST')

    expect([seen, header('location')]).toEqual([status, 'http://elsewhere.example/a?b=%2F#c'])
  }
)

test('keeps several cookies apart', async () => {
  const cookies = ['a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2; HttpOnly', 'a=3']

  const { headers } = await answerTo({ headers: { 'set-cookie': cookies } })

  expect(valuesOf(headers, 'set-cookie')).toEqual(cookies)
})

test.each<Header>([
  ['retry-after', '7'],
  ['retry-after', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ['retry-after-ms', '250'],
  ['x-ms-retry-after-ms', '250'],
  ['x-should-retry', 'false'],
  ['x-ratelimit-limit-requests', '60'],
  ['x-ratelimit-reset-tokens', '6m0s'],
  ['anthropic-ratelimit-tokens-reset', '2026-10-21T07:28:00Z'],
  ['x-request-id', 'req_1'],
  ['request-id', 'req_2'],
  ['anthropic-workspace-id', 'w'],
  ['inference-header-content-length', '12'],
  ['www-authenticate', 'Bearer realm="x"'],
  ['cache-control', 'no-cache'],
  ['x-accel-buffering', 'no'],
  ['server', 'uvicorn'],
  ['date', 'Wed, 21 Oct 2015 07:28:00 GMT'],
  ['vary', 'Accept-Encoding, Origin'],
  ['access-control-allow-origin', '*'],
  ['etag', 'W/"x"'],
  ['link', '<a>; rel="next"'],
  ['content-disposition', 'attachment; filename="ä.wav"'],
  ['content-type', 'Application/JSON ; charset="UTF-8"'],
])('passes %s: %s of a 429 unchanged', async (name, value) => {
  const { headers } = await answerTo({ status: 429, headers: { [name]: value }, body: '{}' })

  expect(valuesOf(headers, name)).toEqual([value])
})

test('adds no content type to an answer without one', async () => {
  const { header } = await answerTo({ body: 'x' })

  expect(header('content-type')).toBeUndefined()
})

test('removes the hop-by-hop headers of the origin', async () => {
  const headers: Header[] = [
    ['Connection', 'X-Hop, close'],
    ['X-Hop', '1'],
    ['Keep-Alive', 'timeout=5'],
    ['Proxy-Authenticate', 'Basic'],
    ['X-End', '2'],
    ['Content-Length', '0'],
  ]

  const { header } = await answerTo({ headers })

  expect([header('x-hop'), header('keep-alive'), header('proxy-authenticate')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(header('x-end')).toBe('2')
})
