import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, expect, it } from 'vitest'
import { adminClient } from '../../../scripts/cli/admin-client.ts'
import { connectionOf } from '../../../scripts/cli/connection.ts'
import { fakeAdmin, statusOf, TOKEN } from '../fake-admin.ts'
import { listen } from '../../support/connection/listen.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Starts a proxy that answers a tunnel by its user: `ada:secret` gets one to the router, others get a status. */
async function proxyTo(routerPort: number) {
  const asked: string[] = []
  const server = createHttpServer()
  server.on('connect', ({ url, headers }: IncomingMessage, client: Duplex) => {
    asked.push(url ?? '')
    client.on('error', () => {})
    if (headers['proxy-authorization'] !== `Basic ${btoa('ada:secret')}`) {
      client.end(`HTTP/1.1 ${url?.startsWith('blocked') ? 403 : 407} No\r\n\r\n`)
      return
    }
    const upstream = connect(routerPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
  })
  const { port, stop } = await listen(server)
  stops.push(stop)
  return { port, asked }
}

async function portOfRouter(): Promise<number> {
  const router = await fakeAdmin({ 'GET /admin/models/chat': [200, statusOf()] })
  stops.push(router.stop)
  return Number(new URL(router.url).port)
}

function statusAt(url: string, env: Record<string, string>) {
  const connection = connectionOf({ url, token: TOKEN, by: 'ada' }, env)
  return connection.ok ? adminClient(connection.value).status('chat') : connection
}

it('asks through the proxy of the environment, whose scheme may be missing', async () => {
  const { port, asked } = await proxyTo(await portOfRouter())

  const answer = await statusAt('http://router.test', {
    HTTP_PROXY: `ada:secret@127.0.0.1:${port}`,
  })

  expect(answer).toMatchObject({ ok: true, value: { model: 'chat' } })
  expect(asked).toEqual(['router.test:80'])
})

it.each([
  ['this machine', 'http://127.0.0.1', ''],
  ['a host of NO_PROXY', 'http://0.0.0.0', '0.0.0.0'],
])('goes past the proxy to %s', async (_, host, except) => {
  const port = await portOfRouter()
  const proxy = await proxyTo(port)
  const env = { http_proxy: `http://127.0.0.1:${proxy.port}`, NO_PROXY: except }

  const answer = await statusAt(`${host}:${port}`, env)

  expect(answer).toMatchObject({ ok: true })
  expect(proxy.asked).toEqual([])
})

it.each([
  ['http://router.test', '(407)', 'name and password into HTTP_PROXY'],
  ['http://blocked.test', 'the proxy answered 403', 'NO_PROXY'],
])('says what the proxy answered for %s', async (url, message, hint) => {
  const { port } = await proxyTo(0)

  const answer = await statusAt(url, { HTTP_PROXY: `http://eve:s3cret@127.0.0.1:${port}` })

  expect(answer).toMatchObject({
    refusal: {
      code: 'proxy_failed',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    },
  })
  expect(JSON.stringify(answer)).not.toContain('s3cret')
})

it('says that the proxy cannot be reached', async () => {
  const { port, stop } = await listen(createHttpServer())
  await stop()

  const answer = await statusAt('https://router.test', { HTTPS_PROXY: `http://127.0.0.1:${port}` })

  expect(answer).toMatchObject({
    refusal: {
      code: 'proxy_failed',
      message: expect.stringContaining('the proxy cannot be reached'),
      hint: expect.stringContaining('HTTPS_PROXY'),
    },
  })
})

it.each(['socks5://127.0.0.1:1', 'http://', 'ftp://s3cret@proxy.test'])(
  'refuses a variable that is no proxy: %s',
  async (proxy) => {
    const answer = await statusAt('https://router.test', { https_proxy: proxy })

    expect(answer).toMatchObject({ refusal: { code: 'bad_proxy', kind: 'usage' } })
    expect(JSON.stringify(answer)).not.toContain('s3cret')
  }
)
