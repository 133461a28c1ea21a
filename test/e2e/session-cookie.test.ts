import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { answerWith } from '../support/wire/exchange.ts'
import { valuesOf, type Header, type Taken } from '../support/wire/origin.ts'
import { paired } from '../support/wire/pair.ts'

const { blue, green, router, fresh } = paired()

const cookie: Header = ['Cookie', 'a=1; __Host-bluegreen=of-an-operator; b=2']

const cookiesAt = ({ headers }: Taken) => valuesOf(headers, 'cookie')

test('a call reaches no origin with the session, also when it is repeated', async () => {
  const answering = fresh().call({ headers: [cookie] })

  const first = await blue().take().taken
  answerWith(first, { status: 503 })
  const second = await green().take().taken
  answerWith(second, {})
  await answering

  expect([first, second].map(cookiesAt)).toEqual([['a=1; b=2'], ['a=1; b=2']])
})

test('a call with nothing but the session reaches its origin without cookies', async () => {
  const answering = fresh().call({
    headers: [
      ['Cookie', '__Host-bluegreen=x'],
      ['cookie', '__host-Bluegreen=y'],
    ],
  })

  const taken = await blue().take().taken
  answerWith(taken, {})
  await answering

  expect(cookiesAt(taken)).toEqual([])
})

test('a copy of a call does not have the session', async () => {
  const model = fresh()
  await router().shadow(model.name)
  const answering = model.call({ headers: [cookie] })
  answerWith(await blue().take().taken, { body: 'x' })
  await (await answering).body()

  const copy = await green().take().taken
  answerWith(copy, {})

  expect(cookiesAt(copy)).toEqual(['a=1; b=2'])
})

test('a preview does not have the session', async () => {
  const model = fresh()
  const answering = model.call({ headers: [cookie, await router().previewOf(model.name)] })

  const taken = await green().take().taken
  answerWith(taken, {})
  await answering

  expect(cookiesAt(taken)).toEqual(['a=1; b=2'])
})

test('a handshake for a WebSocket does not have the session', async () => {
  const { name } = fresh()
  const url = `${router().url.replace('http', 'ws')}/${name}/v1/realtime`
  const client = new WebSocket(url, { headers: { cookie: cookie[1] } })
  const refused = once(client, 'unexpected-response')

  const taken = await blue().take().taken
  answerWith(taken, { status: 404 })
  await refused

  expect(cookiesAt(taken)).toEqual(['a=1; b=2'])
})

test('an origin sets its own cookies, and not the session', async () => {
  const answering = fresh().call()

  const { response } = await blue().take().taken
  const cookies = [
    '__Host-bluegreen=theirs; Path=/; Secure',
    'a=1',
    '=__host-bluegreen=theirs',
    'b=2',
  ]
  response.writeHead(200, { 'set-cookie': cookies }).end()
  const { headers } = await answering

  expect(valuesOf(headers, 'set-cookie')).toEqual(['a=1', 'b=2'])
})

test('an origin cannot put a service worker before the admin route', async () => {
  const answering = fresh().call()

  answerWith(await blue().take().taken, { headers: [['service-worker-allowed', '/']] })
  const { headers } = await answering

  expect(valuesOf(headers, 'service-worker-allowed')).toEqual([])
})
