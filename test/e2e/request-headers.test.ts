import { expect, test } from 'vitest'
import { routed } from '../support/wire/exchange.ts'
import { streamOf } from '../support/wire/hash.ts'
import { valuesOf, type Header } from '../support/wire/origin.ts'

const { exchange, origin, router } = routed()

/** Returns the values of a header at the origin for a call with these headers. */
async function valuesAtOrigin(
  headers: readonly Header[],
  name: string
): Promise<readonly string[]> {
  const { taken } = await exchange('/chat/v1/x', { method: 'POST', headers, body: 'x' })
  return valuesOf(taken.headers, name)
}

test.each<Header>([
  ['authorization', 'Bearer secret'],
  ['x-api-key', 'secret'],
  ['anthropic-version', '2023-06-01'],
  ['openai-organization', 'org'],
  ['idempotency-key', 'k-1'],
  ['x-request-id', 'mine'],
  ['x-stainless-retry-count', '2'],
  ['inference-header-content-length', '17'],
  ['accept', 'text/event-stream, */*;q=0.1'],
  ['accept-encoding', 'gzip'],
  ['accept-encoding', 'br, zstd;q=0.5, identity'],
  ['accept-encoding', 'identity'],
  ['user-agent', 'openai/1.0 (x)'],
  ['cookie', 'a=1; b=2'],
  ['range', 'bytes=0-9'],
  ['if-none-match', '"x"'],
  ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ['x-utf-8', Buffer.from('café').toString('latin1')],
])('passes %s: %s unchanged', async (name, value) => {
  expect(await valuesAtOrigin([[name, value]], name)).toEqual([value])
})

test('adds no accept-encoding for a client that sends none', async () => {
  expect(await valuesAtOrigin([], 'accept-encoding')).toEqual([])
})

test('adds no user-agent for a client that sends none', async () => {
  expect(await valuesAtOrigin([], 'user-agent')).toEqual([])
})

test.each<Header>([
  ['keep-alive', 'timeout=5'],
  ['te', 'trailers'],
  ['trailer', 'x-end'],
  ['proxy-authorization', 'Basic x'],
  ['proxy-connection', 'keep-alive'],
  ['upgrade', 'h2c'],
  ['expect', 'nothing'],
  ['x-bluegreen', 'green; revision=7'],
  ['x-bluegreen-failover', 'never'],
  ['x_bluegreen_preview', 'token'],
  ['x-bluegreen-shadow', '1'],
  ['x-bluegreen-later', '1'],
  ['x_bluegreen', 'green; revision=7'],
  ['X_Bluegreen-Shadow', '1'],
])('removes %s', async (name, value) => {
  const body = streamOf(Buffer.from('x'))
  const { taken } = await exchange('/chat/x', { method: 'POST', headers: [[name, value]], body })

  expect(valuesOf(taken.headers, name.toLowerCase())).toEqual([])
})

test('removes a header that Connection names', async () => {
  const headers: Header[] = [
    ['Connection', 'close, X-Hop , keep-alive'],
    ['X-Hop', '1'],
    ['X-End', '2'],
  ]

  expect(await valuesAtOrigin(headers, 'x-hop')).toEqual([])
  expect(await valuesAtOrigin(headers, 'x-end')).toEqual(['2'])
})

test.each(['authorization', 'content-type', 'cookie', 'x-api-key', 'host'])(
  'keeps %s when Connection names it',
  async (name) => {
    const headers: Header[] = [
      ['Connection', `close, ${name}`],
      [name, 'kept.example'],
    ]

    const seen = await valuesAtOrigin(headers, name)

    expect(seen).toEqual(name === 'host' ? [new URL(origin().url).host] : ['kept.example'])
  }
)

test('sends the host of the origin as Host and the host of the client’s request as x-forwarded-host', async () => {
  expect(await valuesAtOrigin([], 'host')).toEqual([new URL(origin().url).host])
  expect(await valuesAtOrigin([], 'x-forwarded-host')).toEqual([new URL(router().url).host])
  expect(await valuesAtOrigin([['Host', 'models.example']], 'x-forwarded-host')).toEqual([
    'models.example',
  ])
})

test.each<readonly [...Header, readonly string[]]>([
  ['x-forwarded-proto', 'gopher', ['http']],
  ['x-forwarded-port', '6666', []],
  ['x-forwarded-prefix', '/evil', ['/chat']],
  ['x-forwarded-server', 'evil', []],
  ['x-forwarded-ssl', 'on', []],
  ['x-forwarded-scheme', 'gopher', []],
  ['x-forwarded-uri', '/evil', []],
  ['x-forwarded-user', 'root', []],
  ['x-forwarded-client-cert', 'By=evil', []],
  ['x-forwarded', 'for=6.6.6.6', []],
  ['x_forwarded_for', '6.6.6.6', []],
  ['x-forwarded_for', '6.6.6.6', []],
  ['x_forwarded-host', 'evil.example', []],
  ['x_forwarded_prefix', '/evil', []],
  ['x_real_ip', '6.6.6.6', []],
  ['x-original-url', '/evil', []],
  ['x_original_url', '/evil', []],
  ['x-original-uri', '/evil', []],
  ['x-original-host', 'evil.example', []],
  ['x-rewrite-url', '/evil', []],
  ['x-script-name', '/evil', []],
  ['x-envoy-original-path', '/evil', []],
  ['x-client-ip', '6.6.6.6', []],
  ['x-cluster-client-ip', '6.6.6.6', []],
  ['front-end-https', 'on', []],
  ['forwarded', 'for=6.6.6.6', []],
  ['x-real-ip', '6.6.6.6', []],
  ['true-client-ip', '6.6.6.6', []],
  ['proxy-client-ip', '6.6.6.6', []],
  ['wl-proxy-client-ip', '6.6.6.6', []],
  ['proxy', 'http://evil.example', []],
  ['cf-access-jwt-assertion', 'eyJ.eyJ.x', []],
])('does not pass a spoofed %s: %s', async (name, spoofed, seen) => {
  expect(await valuesAtOrigin([[name, spoofed]], name)).toEqual(seen)
})

test('replaces a spoofed x-forwarded-host', async () => {
  const seen = await valuesAtOrigin([['x-forwarded-host', 'evil.example']], 'x-forwarded-host')

  expect(seen).toEqual([new URL(router().url).host])
})

test('sends the other end of the connection in place of a spoofed x-forwarded-for', async () => {
  expect(await valuesAtOrigin([['x-forwarded-for', '6.6.6.6']], 'x-forwarded-for')).toEqual([
    '127.0.0.1',
  ])
})

test('sends the client address from the platform as x-forwarded-for', async () => {
  expect(await valuesAtOrigin([['cf-connecting-ip', '192.0.2.7']], 'x-forwarded-for')).toEqual([
    '192.0.2.7',
  ])
})

test('sends the path of the model as x-forwarded-prefix', async () => {
  expect(await valuesAtOrigin([], 'x-forwarded-prefix')).toEqual(['/chat'])
})

test('keeps headers whose names only resemble those', async () => {
  const headers: Header[] = [
    ['x-original', '1'],
    ['x-request-url', '2'],
    ['my_own', '3'],
    ['x-script', '4'],
  ]

  for (const [name, value] of headers) expect(await valuesAtOrigin(headers, name)).toEqual([value])
})
