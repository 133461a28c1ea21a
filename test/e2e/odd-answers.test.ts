import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'
import { routerFieldOf } from '../support/router-field.ts'

const { blue, fresh } = paired({ failover: false, header_timeout_seconds: 0.5 })

/** Sends a call that blue answers with these bytes; returns the answer, and the body or its error. */
async function answeredWith({ call }: PairModel, bytes: string) {
  const answering = call()
  const { socket } = await blue().take().taken
  socket.end(bytes)
  const answer = await answering
  return { answer, body: await answer.body().then(String, String) }
}

test.each([501, 505, 506, 511, 519, 528, 531, 599])('a %i is a fault', async (status) => {
  const model = fresh()

  const { answer } = await answeredWith(
    model,
    `HTTP/1.1 ${status} Odd\r\ncontent-length: 2\r\n\r\nno`
  )

  expect(answer.status).toBe(status)
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1 })
})

test.each([408, 425])('a %i is overload', async (status) => {
  const model = fresh()

  await answeredWith(model, `HTTP/1.1 ${status} Again\r\ncontent-length: 0\r\n\r\n`)

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, overload: 1 })
})

test.each([600, 999, 101, 0])('a %i, which is no answer, is a 502 and a fault', async (status) => {
  const model = fresh()

  const { answer } = await answeredWith(
    model,
    `HTTP/1.1 ${status} Odd\r\ncontent-length: 2\r\n\r\nno`
  )

  expect([answer.status, routerFieldOf(answer)?.error]).toEqual([502, 'origin_unreachable'])
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, faults: 1 })
})

test.each(['5, 5', '5\r\ncontent-length: 5'])(
  'a body whose length is said twice (%j) arrives whole',
  async (length) => {
    const model = fresh()

    const { answer, body } = await answeredWith(
      model,
      `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\nwhole`
    )

    expect([answer.status, body]).toEqual([200, 'whole'])
    await expect
      .poll(model.counts('blue'), pollOptions)
      .toMatchObject({ calls: 1, running: 0, successes: 1 })
  }
)

test.each(['5, 6', '-5', 'many', '99999999999999999999'])(
  'a length that is none (%j) is blamed on the origin',
  async (length) => {
    const model = fresh()

    const { answer } = await answeredWith(
      model,
      `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\nwhole`
    )

    expect(routerFieldOf(answer)?.error).not.toBe('internal_error')
    await expect
      .poll(model.counts('blue'), pollOptions)
      .toMatchObject({ calls: 1, running: 0, faults: 1 })
  }
)

test.each([
  ['validation', { neutral: 1 }],
  ['context_length_exceeded', { neutral: 1 }],
  ['insufficient_quota', { overload: 1 }],
  ['server_error', { faults: 1 }],
])('an error event of the type %s without a code counts by it', async (type, counted) => {
  const model = fresh()
  const event = JSON.stringify({ error: 'no', error_type: type })

  await answeredWith(
    model,
    `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ${event}\n\n`
  )

  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, neutral: 0, overload: 0, faults: 0, ...counted })
})
