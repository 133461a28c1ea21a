import { expect, test } from 'vitest'
import { routed } from '../support/wire/exchange.ts'
import { streamOf } from '../support/wire/hash.ts'
import { valuesOf, type Header } from '../support/wire/origin.ts'

const { exchange, origin, router } = routed()

/** The values of a header that the origin sees of a call with these headers. */
async function seenOf(headers: readonly Header[], name: string): Promise<readonly string[]> {
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
])('%s: %s reaches the origin untouched', async (name, value) => {
  expect(await seenOf([[name, value]], name)).toEqual([value])
})

test('a client that accepts no encoding does not suddenly accept one', async () => {
  expect(await seenOf([], 'accept-encoding')).toEqual([])
})

test('a client without a user agent does not get one', async () => {
  expect(await seenOf([], 'user-agent')).toEqual([])
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
  ['x-bluegreen-preview', 'token'],
  ['x-bluegreen-shadow', '1'],
])('%s ends at the router', async (name, value) => {
  const body = streamOf(Buffer.from('x'))
  const { taken } = await exchange('/chat/x', { method: 'POST', headers: [[name, value]], body })

  expect(valuesOf(taken.headers, name)).toEqual([])
})

test('a header that Connection names ends at the router', async () => {
  const headers: Header[] = [
    ['Connection', 'close, X-Hop , keep-alive'],
    ['X-Hop', '1'],
    ['X-End', '2'],
  ]

  expect(await seenOf(headers, 'x-hop')).toEqual([])
  expect(await seenOf(headers, 'x-end')).toEqual(['2'])
})

test.each(['authorization', 'content-type', 'cookie', 'x-api-key', 'host'])(
  'Connection cannot name %s away',
  async (name) => {
    const headers: Header[] = [
      ['Connection', `close, ${name}`],
      [name, 'kept.example'],
    ]

    const seen = await seenOf(headers, name)

    expect(seen).toEqual(name === 'host' ? [new URL(origin().url).host] : ['kept.example'])
  }
)

test('Host is the origin’s, and x-forwarded-host the one that the client called', async () => {
  expect(await seenOf([], 'host')).toEqual([new URL(origin().url).host])
  expect(await seenOf([], 'x-forwarded-host')).toEqual([new URL(router().url).host])
  expect(await seenOf([['Host', 'models.example']], 'x-forwarded-host')).toEqual(['models.example'])
})

test.each<readonly [...Header, readonly string[]]>([
  ['x-forwarded-for', '6.6.6.6', []],
  ['x-forwarded-proto', 'gopher', ['http']],
  ['x-forwarded-port', '6666', []],
  ['x-forwarded-prefix', '/evil', []],
  ['x-forwarded-server', 'evil', []],
  ['forwarded', 'for=6.6.6.6', []],
  ['x-real-ip', '6.6.6.6', []],
  ['true-client-ip', '6.6.6.6', []],
])('a spoofed %s: %s is not believed', async (name, spoofed, seen) => {
  expect(await seenOf([[name, spoofed]], name)).toEqual(seen)
})

test('a spoofed x-forwarded-host is not believed', async () => {
  const seen = await seenOf([['x-forwarded-host', 'evil.example']], 'x-forwarded-host')

  expect(seen).toEqual([new URL(router().url).host])
})

test('x-forwarded-for is the address that the platform saw', async () => {
  expect(await seenOf([['cf-connecting-ip', '192.0.2.7']], 'x-forwarded-for')).toEqual([
    '192.0.2.7',
  ])
})
