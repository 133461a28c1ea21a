import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { answerWith, routed } from '../support/wire/exchange.ts'
import { valuesOf, type Header } from '../support/wire/origin.ts'

const { open, origin, router } = routed({ header_timeout_seconds: 0.3 })

const upgradeHeaders: readonly Header[] = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['Authorization', 'Bearer of-client'],
]

test('passes a redirect of a handshake to the client without following it', async () => {
  const before = origin().calls()
  const { taken, answering } = await open('/chat/v1/realtime', { headers: upgradeHeaders })
  const location = `${origin().url}/elsewhere`
  answerWith(taken, { status: 302, headers: { location } })

  const { status, header } = await answering

  expect([status, header('location')]).toEqual([302, `${router().url}/chat/elsewhere`])
  expect(origin().calls() - before).toBe(1)
})

test('passes a refused handshake to the client byte for byte', async () => {
  const body = gzipSync('{"error":"no"}')
  const { taken, answering } = await open('/chat/v1/realtime', { headers: upgradeHeaders })
  answerWith(taken, {
    status: 401,
    headers: { 'content-encoding': 'gzip', 'www-authenticate': 'Bearer' },
    body,
  })

  const answer = await answering

  expect(valuesOf(taken.headers, 'upgrade')).toEqual(['websocket'])
  expect([answer.status, answer.header('content-encoding')]).toEqual([401, 'gzip'])
  expect(answer.header('www-authenticate')).toBe('Bearer')
  expect((await answer.body()).equals(body)).toBe(true)
})

test('answers 504 and counts a fault when the origin does not answer a handshake', async () => {
  const before = (await router().statusOf('chat')).health.blue.faults
  const { taken, answering } = await open('/chat/v1/realtime', { headers: upgradeHeaders })

  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([504, 'origin_timeout'])
  await taken.left
  await expect
    .poll(async () => (await router().statusOf('chat')).health.blue.faults, pollOptions)
    .toBe(before + 1)
})
