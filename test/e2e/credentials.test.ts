import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerWith } from '../support/wire/exchange.ts'
import { send } from '../support/wire/client.ts'
import {
  startOrigin,
  valuesOf,
  type Header,
  type Taken,
  type WireOrigin,
} from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

let blue: WireOrigin
let green: WireOrigin
let router: WireRouter

beforeAll(async () => {
  blue = await startOrigin()
  green = await startOrigin()
  const headers = {
    blue: { authorization: 'BLUE_KEY', 'x-tenant': 'TENANT' },
    green: { 'x-api-key': 'GREEN_KEY' },
  }
  const secrets = { BLUE_KEY: 'Bearer of-blue', TENANT: 't', GREEN_KEY: 'of-green' }
  const model = { path: '/chat', blue: blue.url, green: green.url, headers }
  router = await startRouter({ chat: model }, { secrets })
})

afterAll(async () => {
  await router.stop()
  await Promise.all([blue.stop(), green.stop()])
})

const names = ['authorization', 'x-tenant', 'x-api-key']

function credentialsAt({ headers }: Taken) {
  return Object.fromEntries(names.map((name) => [name, valuesOf(headers, name).join()]))
}

test('sends each color its own credentials, also in a failover, and the client none', async () => {
  const sent: Header[] = [['Authorization', 'Bearer of-client']]
  const answering = send(router.url, '/chat/x', { method: 'POST', headers: sent, body: 'x' })

  const first = await blue.take().taken
  answerWith(first, { status: 503 })
  const second = await green.take().taken
  answerWith(second, {})
  const answer = await answering

  expect(credentialsAt(first)).toEqual({
    authorization: 'Bearer of-blue',
    'x-tenant': 't',
    'x-api-key': '',
  })
  expect(credentialsAt(second)).toEqual({
    authorization: 'Bearer of-client',
    'x-tenant': '',
    'x-api-key': 'of-green',
  })
  expect(JSON.stringify(answer.headers)).not.toContain('of-')
})
