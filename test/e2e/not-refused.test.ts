import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { send } from '../support/wire/client.ts'
import { startOrigin, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

// All calls go through the same server, as on Cloudflare. A second TCP connection is rejected
// there, as Cloudflare rejects those to its own addresses.
let origin: WireOrigin
let router: WireRouter

beforeAll(async () => {
  origin = await startOrigin()
  const blue = { origin: 'http://blue.models.example', release: 'v1' }
  const green = { origin: 'http://green.models.example', release: 'v2' }
  const { host: confidant } = new URL(origin.url)
  router = await startRouter({ chat: { path: '/chat', blue, green } }, { confidant })
})

afterAll(async () => {
  await router.stop()
  await origin.stop()
})

test('does not repeat a POST that blue took, when only the second connection is forbidden', async () => {
  const sent = { method: 'POST', body: '{"prompt":"x"}' }
  const answering = send(router.url, '/chat/v1/completions', sent)
  const { socket } = await origin.take().taken
  const before = origin.calls()

  socket.resetAndDestroy()
  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  expect(origin.calls()).toBe(before)
  await expect
    .poll(async () => (await router.statusOf('chat')).health.blue, pollOptions)
    .toMatchObject({ calls: 1, faults: 1 })
})

test('does not repeat a POST that blue worked on before it went down', async () => {
  const [blue, green] = await Promise.all([startOrigin(), startOrigin()])
  const slots = { blue: blue.url, green: green.url }
  const local = await startRouter({ chat: { path: '/chat', ...slots } })
  const sent = { method: 'POST', body: '{"prompt":"x"}' }
  const answering = send(local.url, '/chat/v1/completions', sent)
  await blue.take().taken
  await setTimeout(1_100)

  await blue.stop()
  const answer = await answering

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  expect(green.calls()).toBe(0)
  await Promise.all([local.stop(), green.stop()])
})
