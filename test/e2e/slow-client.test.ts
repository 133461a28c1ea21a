import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { paired } from '../support/wire/pair.ts'

// A client that takes nothing for longer than the idle timeout, and an origin that sends nothing.

const IDLE_MS = 500
const MIB = 1_048_576
const SENT = 24 * MIB

const { blue, fresh } = paired({ failover: false, idle_timeout_seconds: IDLE_MS / 1000 })

const kinds = [
  ['text/event-stream', {}],
  ['application/octet-stream', {}],
  ['audio/wav', { 'content-length': String(SENT) }],
] as const

test.each(kinds)('a client that pauses in a body of %s gets all of it', async (type, length) => {
  const model = fresh()
  const answering = model.call()
  const { response } = await blue().take().taken
  response.writeHead(200, { 'content-type': type, ...length })
  response.end(Buffer.alloc(SENT, 'data: 0123456789\n\n'))
  const { body } = await answering

  await setTimeout(4 * IDLE_MS)

  expect((await body()).length).toBe(SENT)
  await expect
    .poll(model.counts('blue'), pollOptions)
    .toMatchObject({ calls: 1, running: 0, successes: 1, faults: 0 })
})

// An event stream that comes as fast as this one is not observed to its end.
test.each(kinds.slice(1))(
  'an origin that stalls late in a body of %s is at fault',
  async (type, length) => {
    const model = fresh()
    const answering = model.call()
    const { response, left } = await blue().take().taken
    response.writeHead(200, { 'content-type': type, ...length })
    response.write(Buffer.alloc(SENT - 1, 'data: 0123456789\n\n'))
    const { body } = await answering

    await expect(body()).rejects.toThrow('aborted')
    await left
    await expect
      .poll(model.counts('blue'), pollOptions)
      .toMatchObject({ calls: 1, running: 0, successes: 0, faults: 1 })
  }
)
