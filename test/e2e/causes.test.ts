import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import { paired } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ header_timeout_seconds: 0.3, idle_timeout_seconds: 0.3 })

const sse = { 'content-type': 'text/event-stream' }
const never = [['x-bluegreen-failover', 'never']] as const

test.each<readonly [string, Reply, object]>([
  ['500', { status: 500 }, { faults: { '500': 1 } }],
  ['599', { status: 599 }, { faults: { '599': 1 } }],
  ['429', { status: 429 }, { overload: { '429': 1 } }],
  ['503', { status: 503 }, { overload: { '503': 1 } }],
  [
    'an error event',
    { headers: sse, body: 'event: error\ndata: {"message":"died"}\n\n' },
    { faults: { error_event: 1 } },
  ],
])('the status of a color names the cause %s', async (_, reply, causes) => {
  const model = fresh()
  const answering = model.call({ headers: never })
  answerWith(await blue().take().taken, reply)
  await (await answering).body().catch(() => undefined)

  await expect.poll(model.counts('blue'), pollOptions).toMatchObject({ causes })
})

test('the status of a color names calls without an answer', async () => {
  const { call, counts } = fresh()
  const silent = call({ headers: never })
  await blue().take().taken
  await silent

  await expect
    .poll(counts('blue'), pollOptions)
    .toMatchObject({ faults: 1, causes: { faults: { timeout: 1 } } })
})

test('the status names what the live color answered to a call that failed over', async () => {
  const { call, counts } = fresh()
  const answering = call()
  answerWith(await blue().take().taken, { status: 502 })
  answerWith(await green().take().taken, { body: 'of green' })
  expect((await answering).status).toBe(200)

  await expect
    .poll(counts('blue'), pollOptions)
    .toMatchObject({ faults: 1, causes: { faults: { '502': 1 } } })
})

test('the status names the refusals that stable accepts', async () => {
  const { call, switchTo, counts } = fresh()
  await switchTo('green')
  const answering = call({}, '/v1/embeddings')
  answerWith(await green().take().taken, { status: 404 })
  answerWith(await blue().take().taken, { body: 'of blue' })
  expect((await answering).status).toBe(200)

  await expect
    .poll(counts('green'), pollOptions)
    .toMatchObject({ faults: 1, causes: { faults: { '404': 1 } } })
})
