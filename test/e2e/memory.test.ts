import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { routed } from '../support/wire/exchange.ts'

const { open, router } = routed()

const MIB = 1_048_576
const SENT = 200 * MIB
/** Far less than a body, with room for garbage that V8 has not collected yet. */
const ALLOWED = 60 * MIB

/** A Worker that only passes the bodies on holds 65 MiB. */
const HELD_BY_STREAMS = 200 * MIB

/** Writes this many bytes, waiting for `drain` when the buffer is full. */
async function writeAll(response: ServerResponse, bytes: number): Promise<void> {
  const block = Buffer.alloc(MIB, 'data: 0123456789\n\n')
  for (let sent = 0; sent < bytes; sent += MIB) {
    if (!response.write(block)) await once(response, 'drain')
  }
  response.end()
}

/** Whether a block leaves the buffer within a second. */
async function isDrained(response: ServerResponse, block: Buffer): Promise<boolean> {
  if (response.write(block)) return true
  return Promise.race([once(response, 'drain').then(() => true), setTimeout(1000, false)])
}

test.each([
  ['with its length', 'audio/wav', { 'content-length': String(SENT) }],
  ['without a length', 'application/octet-stream', {}],
  ['as an event stream', 'text/event-stream', {}],
])(
  'does not buffer a body of 200 MiB %s when the client reads slowly',
  async (_, type, length) => {
    const { taken, answering } = await open('/chat/v1/x')
    taken.response.writeHead(200, { 'content-type': type, ...length }).flushHeaders()
    const { stream } = await answering
    const before = await router().memory()
    const sending = writeAll(taken.response, SENT)
    let most = 0
    let received = 0

    for await (const chunk of stream) {
      received += chunk.length
      if (received % (8 * MIB) >= chunk.length) continue
      await setTimeout(20)
      most = Math.max(most, await router().memory())
    }
    await sending

    expect(received).toBe(SENT)
    expect(most - before).toBeLessThan(ALLOWED)
  },
  60_000
)

test.each(['application/octet-stream', 'text/event-stream', 'application/x-ndjson'])(
  'applies backpressure to an origin that sends %s when the client does not read',
  async (type) => {
    const { taken, answering } = await open('/chat/v1/x')
    taken.response.writeHead(200, { 'content-type': type }).flushHeaders()
    const { leave } = await answering
    const block = Buffer.alloc(MIB, 'data: 0123456789\n\n')
    let written = 0

    while (written < SENT && (await isDrained(taken.response, block))) written += MIB
    leave()

    expect(written).toBeLessThan(SENT / 4)
  }
)

const STREAMS = 40

test.each(['application/octet-stream', 'text/event-stream'])(
  'holds little for %s that clients do not read',
  async (type) => {
    const before = await router().memory()
    const calls = []
    for (let count = 0; count < STREAMS; count++) {
      const { taken, answering } = await open('/chat/v1/x')
      taken.response.writeHead(200, { 'content-type': type }).flushHeaders()
      void writeAll(taken.response, SENT).catch(() => undefined)
      calls.push(await answering)
    }
    await setTimeout(3_000)

    const held = (await router().memory()) - before
    for (const { leave } of calls) leave()

    console.log(`${STREAMS} unread bodies of ${type} hold ${Math.round(held / MIB)} MiB`)
    expect(held).toBeLessThan(HELD_BY_STREAMS)
  }
)
