import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import type { Sent } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ failover: false })

const jsonType = { 'content-type': 'application/json' }
const htmlType = { 'content-type': 'text/html' }
const json: Reply = { headers: jsonType, body: '{"ok":true}' }
const html: Reply = { headers: htmlType, body: '<h1>Welcome</h1>' }
const chunked = { 'transfer-encoding': 'chunked' }

async function answered(model: PairModel, origin: WireOrigin, reply: Reply, sent: Sent = {}) {
  const answering = model.call(sent)
  answerWith(await origin.take().taken, reply)
  await (await answering).body()
}

/** A model whose stable color has answered so often, and whose candidate takes the calls now. */
async function afterStable(answers: number, reply = json, sent: Sent = {}): Promise<PairModel> {
  const model = fresh()
  for (let count = 0; count < answers; count++) await answered(model, blue(), reply, sent)
  await model.switchTo('green')
  return model
}

test.each<readonly [string, Reply]>([
  ['a page of HTML', html],
  ['a page of HTML in chunks', { ...html, headers: { ...htmlType, ...chunked } }],
  ['an empty body', { headers: { ...jsonType, 'content-length': '0' } }],
  ['an empty body in chunks', { headers: { ...jsonType, ...chunked } }],
  ['an empty stream', { headers: { 'content-type': 'text/event-stream', ...chunked } }],
  ['a 204', { status: 204 }],
  ['a body without a type', { body: 'x' }],
])('%s where stable answers JSON is a fault', async (_, reply) => {
  const model = await afterStable(20)

  await answered(model, green(), reply)

  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1, successes: 0 })
})

test.each<readonly [string, Reply]>([
  ['JSON', json],
  ['JSON in chunks', { ...json, headers: { ...jsonType, ...chunked } }],
  ['a stream', { headers: { 'content-type': 'text/event-stream' }, body: 'data: 1\n\n' }],
  ['a redirect', { status: 302, headers: { location: '/x' } }],
])('%s where stable answers JSON is a success', async (_, reply) => {
  const model = await afterStable(20)

  await answered(model, green(), reply)

  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 0, successes: 1 })
})

test('a page of HTML is a success where stable has not answered often', async () => {
  const model = await afterStable(19)

  await answered(model, green(), html)

  await expect
    .poll(model.counts('green'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 0, successes: 1 })
})

test('stable may answer in any shape, and the candidate as stable did', async () => {
  const model = fresh()
  for (let count = 0; count < 20; count++) await answered(model, blue(), json)
  await answered(model, blue(), html)
  await model.switchTo('green')

  await answered(model, green(), html)

  await expect.poll(model.counts('blue'), pollOptions).toMatchObject({ calls: 21, successes: 21 })
  await expect.poll(model.counts('green'), pollOptions).toMatchObject({ successes: 1, faults: 0 })
})

test('the shapes of another method say nothing', async () => {
  const model = await afterStable(20)

  await answered(model, green(), html, { method: 'GET', body: '' })

  await expect.poll(model.counts('green'), pollOptions).toMatchObject({ successes: 1, faults: 0 })
})

test('an answer to a HEAD has no shape', async () => {
  const head: Sent = { method: 'HEAD', body: '' }
  const model = await afterStable(20, json, head)

  await answered(model, green(), html, head)

  await expect.poll(model.counts('green'), pollOptions).toMatchObject({ successes: 1, faults: 0 })
})
