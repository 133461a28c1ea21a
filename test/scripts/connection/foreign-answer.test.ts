import { createServer } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { adminClient } from '../../../scripts/cli/admin-client.ts'
import type { Connection } from '../../../scripts/cli/connection.ts'
import { foreign } from '../../../scripts/cli/connection/foreign-answer.ts'
import { listen } from '../../support/connection/listen.ts'

const connection: Connection = {
  url: 'https://router.test/chat',
  token: 'x',
  by: 'ada',
  source: 'cli',
}

function answer(status: number, headers: Record<string, string> = {}, text = '') {
  return foreign(connection, { status, headers: new Headers(headers), text })
}

it.each([
  [answer(401, { server: 'nginx' }), 'unauthorized', 'answered 401, and not the router (nginx).'],
  [
    answer(403, { server: 'cloudflare', 'cf-ray': '8f-FRA' }, '<title>\nAttention!</title>'),
    'unauthorized',
    'answered 403, and not the router (cloudflare, cf-ray 8f-FRA, "Attention!").',
  ],
  [answer(407, { server: 'squid' }), 'proxy_failed', '(407) (squid).'],
  [
    answer(429, { server: 'envoy' }),
    'front_unavailable',
    'answered 429, and not the router (envoy)',
  ],
  [answer(503), 'front_unavailable', 'answered 503, and not the router.'],
  [answer(404), 'not_a_router', 'has no admin route (404).'],
  [answer(500), 'unexpected_answer', 'status 500'],
  [
    answer(200, { 'content-type': 'text/html' }, '<title>Hotel Wi-Fi</title>'),
    'not_a_router',
    'answered a web page (200), and not the router ("Hotel Wi-Fi").',
  ],
  [
    answer(404, { 'x-bluegreen': 'green; release="v2"; revision=7' }),
    'bad_url',
    'https://router.test/chat is the address of a model: green answered',
  ],
])('names who answered: %#', (failure, code, message) => {
  expect(failure).toMatchObject({ code, message: expect.stringContaining(message) })
})

it('says how long somebody else asks to wait', () => {
  expect(answer(503, { 'retry-after': '120' }).hint).toContain('wait: 120.')
})

it('gives the address of the router instead of that of a model', () => {
  expect(answer(404, { 'x-bluegreen': 'blue; release="v1"' }).hint).toContain(
    'https://router.test.'
  )
})

it.each([
  [
    'https://team.cloudflareaccess.com/cdn-cgi/access/login/x?s3cret',
    'sign-in page of Cloudflare Access',
  ],
  ['/cdn-cgi/access/login', 'sign-in page of Cloudflare Access'],
  ['https://sso.test/login?s3cret', 'https://sso.test (302)'],
  ['http://[', 'nowhere (302)'],
])('names where it is sent: %s', (location, message) => {
  const failure = answer(302, { location })

  expect(failure).toMatchObject({ code: 'redirected', message: expect.stringContaining(message) })
  expect(JSON.stringify(failure)).not.toContain('s3cret')
})

it('says whether a service token is missing, or was not taken', () => {
  const reply = {
    status: 302,
    headers: new Headers({ location: 'https://team.cloudflareaccess.com/x' }),
    text: '',
  }
  const headers = [['cf-access-client-id', 'ci.access']] as const

  expect(foreign(connection, reply).hint).toContain('Set a service token')
  expect(foreign({ ...connection, headers }, reply).hint).toContain('did not take')
})

it('shows no control characters', () => {
  const failure = answer(403, { server: 'a\u009b2Jb' }, '<title>\u001B[2J</title>')

  expect(failure.message).toContain('\\u{1b}[2J')
  expect(failure.message).toContain('a\\u{9b}2Jb')
})

let stop: (() => Promise<void>) | undefined
afterEach(() => stop?.())

it('is not taken for an answer of the router', async () => {
  const page = '<!doctype html><title>Welcome</title>'
  const listening = await listen(createServer((_, response) => response.end(page)))
  stop = listening.stop
  const url = `http://127.0.0.1:${listening.port}`

  const models = await adminClient({ ...connection, url }).models()

  expect(models).toMatchObject({ ok: false, refusal: { code: 'not_a_router' } })
})
